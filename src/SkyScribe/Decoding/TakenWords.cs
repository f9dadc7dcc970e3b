namespace SkyScribe.Decoding;

/// <summary>The words that the groups of a diverse beam search chose at one step of an image: later groups pay for each time that a word was
/// chosen.</summary>
/// <param name="penalty">nats for each time</param>
internal sealed class TakenWords(double penalty)
{
    private readonly List<int> _words = [];

    public void Clear() => _words.Clear();

    public void Add(int word) => _words.Add(word);

    /// <summary>What a word costs now.</summary>
    public double PenaltyOf(int word)
    {
        int times = 0;
        foreach (int taken in _words)
        {
            times += taken == word ? 1 : 0;
        }

        return times * penalty;
    }
}
