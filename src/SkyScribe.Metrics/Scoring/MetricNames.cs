namespace SkyScribe.Metrics.Scoring;

/// <summary>The names of the metrics in every output; those of coco-caption where it has them.</summary>
public static class MetricNames
{
    /// <summary>CIDEr of coco-caption: see <see cref="Cider"/>.</summary>
    public const string Cider = "CIDEr";

    /// <summary>CIDEr-D with the document frequencies that were given; without any it is coco-caption's CIDEr.</summary>
    public const string CiderD = "CIDEr_D";

    /// <summary>The CIDEr paper's first definition: see <see cref="CiderOptions.Plain"/>.</summary>
    public const string CiderPlain = "CIDEr_plain";

    /// <summary>METEOR 1.5 with the full paraphrase table.</summary>
    public const string Meteor = "METEOR";

    /// <summary>METEOR 1.5 with the part of the table that has the words of UCM, Sydney and RSICD.</summary>
    public const string MeteorCaptions = "METEOR_captions_table";

    /// <summary>METEOR 1.5 without paraphrases.</summary>
    public const string MeteorNoParaphrase = "METEOR_no_paraphrase";

    /// <summary>ROUGE-L.</summary>
    public const string RougeL = "ROUGE_L";

    /// <summary>The mean of BLEU-4, METEOR, ROUGE-L and CIDEr (Eq. 35).</summary>
    public const string Sm = "Sm";

    /// <summary>The scene-graph F-score, which is not SPICE: see <see cref="SceneGraph.SceneGraphF"/>.</summary>
    public const string SceneGraphF = "SceneGraphF";

    /// <summary>What is computed where nothing else is asked for.</summary>
    public static IReadOnlyList<string> Default { get; } = ["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", Meteor, RougeL, Cider, SceneGraphF, Sm];

    /// <summary>All names, in the order of reports.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", Meteor, MeteorCaptions, MeteorNoParaphrase, RougeL, Cider, CiderD, CiderPlain, SceneGraphF, Sm];

    /// <summary>Reads a list of names, such as "Bleu_4,CIDEr", or "all".</summary>
    /// <exception cref="ArgumentException">A name is unknown; the message has the known ones.</exception>
    public static IReadOnlyList<string> Parse(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string[] names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names is ["all"])
        {
            return All;
        }

        string[] known = [.. names.Select(name => All.FirstOrDefault(metric => string.Equals(metric, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"found the metric '{name}', expected some of {string.Join(", ", All)}, or all"))];
        return known.Length > 0 ? [.. All.Where(known.Contains)] : throw new ArgumentException("found no metric, expected at least one");
    }
}
