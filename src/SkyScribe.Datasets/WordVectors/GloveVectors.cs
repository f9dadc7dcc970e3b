namespace SkyScribe.Datasets.WordVectors;

/// <summary>How many of the wanted words a vector file has.</summary>
/// <param name="Found">Words with a vector.</param>
/// <param name="Wanted">Words asked for.</param>
public readonly record struct GloveCoverage(int Found, int Wanted);

/// <summary>The vectors of some words.</summary>
public sealed class GloveVectors
{
    private readonly Dictionary<string, float[]> _vectors;

    internal GloveVectors(int dimension, Dictionary<string, float[]> vectors, IReadOnlyCollection<string> wanted)
    {
        (Dimension, _vectors) = (dimension, vectors);
        Coverage = new GloveCoverage(vectors.Count, wanted.Count);
        Missing = [.. wanted.Where(word => !vectors.ContainsKey(word)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Words of the file that are wanted ones but for the case of their letters.</summary>
    public int InOtherCase { get; internal init; }

    /// <summary>Numbers a word.</summary>
    public int Dimension { get; }

    /// <summary>How many of the wanted words were found.</summary>
    public GloveCoverage Coverage { get; }

    /// <summary>The wanted words without a vector, in ordinal order.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The vector of a word, if it has one.</summary>
    /// <param name="word">A wanted word.</param>
    /// <param name="vector">[<see cref="Dimension"/>]; empty when there is none.</param>
    public bool TryGet(string word, out ReadOnlySpan<float> vector)
    {
        bool found = _vectors.TryGetValue(word, out float[]? values);
        vector = values;
        return found;
    }
}
