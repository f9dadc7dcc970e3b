using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Spice;

namespace SkyScribe.Metrics;

/// <summary>The names of the metrics in every output, together; those of coco-caption where it has them.</summary>
public static class MetricNames
{
    /// <summary>CIDEr of coco-caption.</summary>
    public const string Cider = WordOverlap.Cider.Name;

    /// <summary>CIDEr-D with the document frequencies of other captions; without any it is coco-caption's CIDEr.</summary>
    public const string CiderD = WordOverlap.Cider.NameWithOtherFrequencies;

    /// <summary>The CIDEr paper's first definition, the plain cosine.</summary>
    public const string CiderPlain = WordOverlap.Cider.PlainName;

    /// <summary>METEOR 1.5 with the full paraphrase table.</summary>
    /// <remarks>
    /// As a metric to compute it stands for METEOR with the table of the options; the result's name then says which table that was, and is this
    /// one only where it was the full table.
    /// </remarks>
    public const string Meteor = MeteorScorer.Name;

    /// <summary>METEOR 1.5 with the part of the table that has the words of UCM, Sydney and RSICD.</summary>
    public const string MeteorCaptions = MeteorScorer.CaptionsName;

    /// <summary>METEOR 1.5 with a table that is neither; the signature has its hash.</summary>
    public const string MeteorCustom = MeteorScorer.CustomName;

    /// <summary>METEOR 1.5 without paraphrases.</summary>
    public const string MeteorNoParaphrase = MeteorScorer.NoParaphraseName;

    /// <summary>ROUGE-L.</summary>
    public const string RougeL = WordOverlap.RougeL.Name;

    /// <summary>The mean of BLEU-4, METEOR, ROUGE-L and CIDEr (Eq. 35).</summary>
    public const string Sm = Metrics.Sm.Name;

    /// <summary>The scene-graph F-score, which is not SPICE.</summary>
    public const string SceneGraphF = SceneGraph.SceneGraphF.Name;

    /// <summary>SPICE 1.0, by the official program.</summary>
    public const string Spice = SpiceJar.Name;

    /// <summary>BLEU-1 to BLEU-4.</summary>
    public static IReadOnlyList<string> Bleu => WordOverlap.Bleu.ScoreNames;

    /// <summary>Content against the references: precision and recall of objects, attributes and relations, what is invented, and whether a caption
    /// finds its picture.</summary>
    public static IReadOnlyList<string> Content { get; } = [.. ContentAgreement.ScoreNames, .. SelfRetrieval.ScoreNames];

    /// <summary>What is computed where nothing else is asked for.</summary>
    public static IReadOnlyList<string> Default { get; } = [.. Bleu, Meteor, RougeL, Cider, SceneGraphF, Sm];

    /// <summary>All that can be asked for without another program, in the order of reports; SPICE comes after them.</summary>
    public static IReadOnlyList<string> All { get; } = [
        .. Bleu, Meteor, MeteorCaptions, MeteorNoParaphrase, RougeL, Cider, CiderD, CiderPlain, SceneGraphF, Sm, .. Content];

    /// <summary>The names of all results, in the order of reports.</summary>
    internal static IReadOnlyList<string> Results { get; } = [
        .. Bleu, Meteor, MeteorCaptions, MeteorCustom, MeteorNoParaphrase, RougeL, Cider, CiderD, CiderPlain, SceneGraphF, Sm, .. Content, Spice];

    private const string ContentGroup = "content";

    /// <summary>Reads a list of names, such as "Bleu_4,CIDEr"; "content" for all of <see cref="Content"/>, or "all".</summary>
    /// <exception cref="ArgumentException">A name is unknown; the message has the known ones.</exception>
    public static IReadOnlyList<string> Parse(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string[] names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names is ["all"])
        {
            return All;
        }

        string[] possible = [.. All, Spice];
        string[] asked = [.. names.SelectMany(name => IsContent(name) ? [.. Content] : new[] { name })];
        string[] known = [.. asked.Select(name => Array.Find(possible, metric => string.Equals(metric, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"found the metric '{name}', expected some of {string.Join(", ", possible)}, {ContentGroup} for those after Sm, or all"))];
        return known.Length > 0 ? [.. possible.Where(known.Contains)] : throw new ArgumentException("found no metric, expected at least one");
    }

    private static bool IsContent(string name) => string.Equals(name, ContentGroup, StringComparison.OrdinalIgnoreCase);
}
