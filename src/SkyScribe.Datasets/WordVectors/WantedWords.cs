namespace SkyScribe.Datasets.WordVectors;

/// <summary>Collects the vectors of the words that are wanted while a file goes by.</summary>
internal sealed class WantedWords(IReadOnlyCollection<string> wanted)
{
    private readonly HashSet<string> _words = new(wanted, StringComparer.Ordinal), _anyCase = new(wanted, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);
    private int _otherCase;

    /// <summary>Whether a word's vector is wanted and not yet there.</summary>
    public bool Wants(string word)
    {
        if (_words.Contains(word))
        {
            return !_vectors.ContainsKey(word);
        }

        _otherCase += _anyCase.Contains(word) ? 1 : 0;
        return false;
    }

    public void Add(string word, float[] vector) => _vectors.Add(word, vector);

    /// <summary>What was found.</summary>
    public GloveVectors Vectors(int dimension) => new(dimension, _vectors, _words) { InOtherCase = _otherCase };
}
