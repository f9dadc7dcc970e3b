using System.Collections.Immutable;
using SkyScribe.IO;
using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Datasets.Attributes;

/// <summary>
/// The attributes of the first stage: nouns and adjectives that are frequent in the training captions (section IV-C of the paper). Their order
/// is the order of the classifier's outputs.
/// </summary>
/// <remarks>
/// A word counts where it stands as a noun or an adjective: "parking" in "parking lot" does, "parked" in "cars parked near" does not. Plurals
/// are words of their own, as in the paper.
/// </remarks>
public sealed class AttributeVocabulary
{
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<long> _counts;
    private readonly Dictionary<string, int> _indices;

    internal AttributeVocabulary(IEnumerable<(string Name, long Count)> attributes)
    {
        (string Name, long Count)[] list = [.. attributes];
        _names = [.. list.Select(attribute => attribute.Name)];
        _counts = [.. list.Select(attribute => attribute.Count)];
        _indices = new Dictionary<string, int>(list.Length, StringComparer.Ordinal);
        for (int index = 0; index < list.Length; index++)
        {
            _indices.Add(list[index].Name, index);
        }
    }

    /// <summary>Number of attributes, the paper's |Γ| of Eq. 4-15.</summary>
    public int Count => _names.Length;

    /// <summary>All attributes, by falling count in the training captions, equal ones in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How often each attribute occurs in the training captions.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>SHA-256 of the names in their order, as lower-case hexadecimal digits.</summary>
    public string Hash => Sha256.Of(string.Join('\n', _names));

    /// <summary>Collects the attributes of a data set.</summary>
    /// <param name="trainingSentences">Tokenized captions of the training split only.</param>
    /// <param name="moreThan">Words must occur more often than this (the paper: 100 for UCM, 50 for Sydney, 200 for RSICD).</param>
    public static AttributeVocabulary Build(IEnumerable<string[]> trainingSentences, int moreThan)
    {
        ArgumentNullException.ThrowIfNull(trainingSentences);
        ArgumentOutOfRangeException.ThrowIfNegative(moreThan);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string word in trainingSentences.SelectMany(NounsAndAdjectives))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return new AttributeVocabulary(counts.Where(entry => entry.Value > moreThan && AttributeFile.CanName(entry.Key))
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>Attributes that are known already, then those of this list that are not: the places of the known ones stay.</summary>
    /// <param name="known">their names, each once</param>
    /// <param name="counts">how often words occur; a word that is not among them has a count of 0</param>
    internal AttributeVocabulary After(IReadOnlyList<string> known, AttributeVocabulary counts)
    {
        var old = known.ToHashSet(StringComparer.Ordinal);
        return new AttributeVocabulary(
        [
            .. known.Select(name => (name, counts.IndexOf(name) is >= 0 and var index ? counts._counts[index] : 0)),
            .. _names.Zip(_counts).Where(pair => !old.Contains(pair.First)),
        ]);
    }

    /// <summary>Reads a list that <see cref="WriteTsv"/> wrote or that somebody edited; its order is kept.</summary>
    /// <exception cref="DatasetException">The file is missing or a line of it is wrong.</exception>
    public static AttributeVocabulary ReadTsv(string path) => new(AttributeFile.Read(path));

    /// <summary>Writes <c>attributes.tsv</c>: one attribute and its count a line, with a comment that says how to edit it.</summary>
    public void WriteTsv(string path) => AttributeFile.Write(path, _names.Zip(_counts));

    /// <summary>The name of an attribute.</summary>
    public string Name(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _names[index];
    }

    /// <summary>Where a word stands in the list; -1 for a word that is no attribute.</summary>
    public int IndexOf(string word) => _indices.GetValueOrDefault(word, -1);

    /// <summary>An image's labels: 1 for each attribute that is a noun or an adjective in any of its sentences, else 0.</summary>
    /// <param name="sentencesOfOneImage">The image's tokenized captions.</param>
    /// <returns>[K], in the order of the list.</returns>
    public float[] LabelsOf(IEnumerable<string[]> sentencesOfOneImage)
    {
        ArgumentNullException.ThrowIfNull(sentencesOfOneImage);
        var labels = new float[Count];
        foreach (string word in sentencesOfOneImage.SelectMany(NounsAndAdjectives))
        {
            if (_indices.TryGetValue(word, out int index))
            {
                labels[index] = 1;
            }
        }

        return labels;
    }

    private static IEnumerable<string> NounsAndAdjectives(string[] sentence) =>
        sentence.Zip(PartOfSpeechTagger.Tag(sentence)).Where(pair => PartOfSpeechTagger.IsAttribute(pair.Second)).Select(pair => pair.First);
}
