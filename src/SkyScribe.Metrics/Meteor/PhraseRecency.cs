namespace SkyScribe.Metrics.Meteor;

/// <summary>The words of a list of phrases, the latest first.</summary>
internal sealed class PhraseRecency
{
    private readonly int[] _words = new int[PhraseModel.RecentWords];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Starts with a source's words, each once.</summary>
    public void Start(ReadOnlySpan<int> source)
    {
        Count = 0;
        for (int i = source.Length - 1; i >= 0; i--)
        {
            Use(source[i]);
        }
    }

    /// <summary>A word's rank, or -1; and makes it the latest.</summary>
    public int Use(int word)
    {
        int rank = _words.AsSpan(0, Count).IndexOf(word);
        if (rank < 0 && Count < _words.Length)
        {
            Count++;
        }

        MoveToFront(rank < 0 ? Count - 1 : rank, word);
        return rank;
    }

    /// <summary>The word of a rank; and makes it the latest.</summary>
    /// <exception cref="InvalidDataException">There are fewer words.</exception>
    public int UseRank(int rank)
    {
        if (rank >= Count)
        {
            throw new InvalidDataException($"the rank {rank} among {Count} words");
        }

        int word = _words[rank];
        MoveToFront(rank, word);
        return word;
    }

    private void MoveToFront(int from, int word)
    {
        _words.AsSpan(0, from).CopyTo(_words.AsSpan(1));
        _words[0] = word;
    }
}
