using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.SceneGraph;

/// <summary>A caption with the tuples that a person read in it.</summary>
/// <param name="Caption">As the corpus has it.</param>
/// <param name="Tuples">In the short form of <see cref="Short"/>, ordered.</param>
/// <param name="Reason">Why the parser reads it otherwise; null where it must agree.</param>
internal sealed record ReadCaption(string Caption, IReadOnlyList<string> Tuples, string? Reason)
{
    public static IReadOnlyList<ReadCaption> All { get; } = Read(SharedFiles.Fixture("scenes/expected.txt"));

    public static IEnumerable<string> Parse(string caption) =>
        CaptionParser.Parse(PtbTokenizer.Tokenize(caption)).Select(Short).Order(StringComparer.Ordinal);

    /// <summary>"car", "car:red" or "car>on>road".</summary>
    public static string Short(SceneTuple tuple) =>
        tuple.Attribute is not null ? $"{tuple.Object}:{tuple.Attribute}"
        : tuple.Relation is not null ? $"{tuple.Object}>{tuple.Relation}>{tuple.Target}"
        : tuple.Object;

    private static List<ReadCaption> Read(string path)
    {
        const string Disputed = "# disputed: ";
        var captions = new List<ReadCaption>();
        string? reason = null, caption = null;
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(Disputed, StringComparison.Ordinal))
            {
                reason = line[Disputed.Length..];
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                captions.Add(new ReadCaption(caption!, [.. line.Split(';', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)], reason));
                reason = null;
            }
            else if (!line.StartsWith('#'))
            {
                caption = line;
            }
        }

        return captions;
    }
}
