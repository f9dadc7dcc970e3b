namespace SkyScribe.Decoding;

/// <summary>A caption that a search ended with.</summary>
/// <param name="Words">The word ids, without begin and end.</param>
/// <param name="LogProbability">Sum of the natural log-probabilities of the words and, if finished, of the end.</param>
/// <param name="Finished">Whether the model ended it; otherwise it was cut at the longest length, or no word had a probability above 0.</param>
internal sealed record Hypothesis(IReadOnlyList<int> Words, double LogProbability, bool Finished)
{
    /// <summary>The group of the search that found it (<see cref="DecodingOptions.Count"/>); 0 for the ordinary search.</summary>
    public int Group { get; init; }
}
