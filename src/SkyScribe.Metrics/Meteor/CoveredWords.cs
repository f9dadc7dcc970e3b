using System.IO.Compression;
using System.Text;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Meteor;

/// <summary>Which words the captions' part of the paraphrase table covers.</summary>
public static class CoveredWords
{
    // The words of the full table that the captions' part lacks: only with these may the two give different scores.
    private static readonly Lazy<HashSet<string>> Lacking = new(() =>
    {
        using Stream stream = typeof(CoveredWords).Assembly.GetManifestResourceStream("paraphrases-lacking.br")!;
        using var reader = new StreamReader(new BrotliStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        return new HashSet<string>(reader.ReadToEnd().Split('\n'), StringComparer.Ordinal);
    });

    /// <summary>The words of captions that the full table has and the captions' part has not, in order of their first occurrence.</summary>
    /// <param name="captions">Captions as written.</param>
    public static string[] NotCovered(IEnumerable<string> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return [.. captions.Distinct().SelectMany(caption => MeteorNormalizer.Normalize(PtbTokenizer.Tokenize(caption))).Distinct()
            .Where(Lacking.Value.Contains)];
    }
}
