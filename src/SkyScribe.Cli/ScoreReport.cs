using System.Globalization;
using System.Text.Json.Nodes;
using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Cli;

/// <summary>Scores with all that is needed to make them again.</summary>
internal sealed class ScoreReport(
    CandidateFile candidates,
    ReferenceFile references,
    ScoringSet set,
    CaptionScores scores,
    IReadOnlyDictionary<string, Interval>? intervals,
    ParaphraseTable paraphrases,
    bool asOneText,
    ReferenceFile? training)
{
    private readonly DiversityScores _diversity = CaptionDiversity.Measure(
        [.. set.Candidates.Select(PtbTokenizer.Tokenize)], training?.Images.SelectMany(image => image.Sentences).Select(PtbTokenizer.Tokenize));

    private readonly double? _selfCider = SelfCiderOf(candidates, set);
    private readonly int _empty = CaptionNotes.CountEmpty(set.Candidates);
    private readonly string[] _warnings = [.. Warnings(set, scores, paraphrases)];

    /// <summary>A line of progress on a terminal when there is much to do.</summary>
    public static IProgress<int>? Progress(int images) => images < 20_000 || Console.IsErrorRedirected ? null : new Progress<int>(done =>
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rscored {done:n0} of {images:n0}{(done == images ? "\n" : "")}")));

    /// <summary>References of "file" or "file:split".</summary>
    public static ReferenceFile ReadCorpus(string corpus)
    {
        int colon = corpus.LastIndexOf(':');
        return File.Exists(corpus) || colon < 0 ? ReferenceFile.Read(corpus) : ReferenceFile.Read(corpus[..colon], corpus[(colon + 1)..]);
    }

    public static DocumentFrequencies Frequencies(ReferenceFile corpus) =>
        DocumentFrequencies.Of(corpus.Images.Select(image => image.Sentences));

    public void Print(bool asTable)
    {
        Console.WriteLine($"candidates {Path.GetFileName(candidates.Path)}, SHA-256 {candidates.Hash}");
        Console.WriteLine($"references {Path.GetFileName(references.Path)}, split {references.Split ?? "all"}, SHA-256 {references.Hash}");
        Console.WriteLine($"{set.Ids.Count} images, tokens as {(asOneText ? PtbTokenizer.OneTextName : PtbTokenizer.Name)}, paraphrases: {Table()}");
        if (set.MatchedBy is { } rule)
        {
            Console.WriteLine($"captions and images matched by {rule}");
        }

        foreach (string warning in _warnings)
        {
            Console.WriteLine($"warning: {warning}");
        }

        if (asTable)
        {
            Console.WriteLine($"\n| metric | score |{(intervals is null ? "" : " 95 % interval |")}\n|---|---|{(intervals is null ? "" : "---|")}");
        }

        foreach ((string metric, MetricScore score) in scores.ByName)
        {
            Interval? interval = intervals?[metric];
            Console.WriteLine(asTable
                ? string.Create(CultureInfo.InvariantCulture,
                $"| {metric} | {score.Corpus:f4} |{(interval is { } i ? $" {i.Low:f4} to {i.High:f4} |" : "")}")
                : string.Create(CultureInfo.InvariantCulture,
                $"{metric,-22} {score.Corpus:f4}{(interval is { } j ? $"  ({j.Low:f4} to {j.High:f4})" : "")}"));
        }

        Console.WriteLine((asTable ? "\n" : "") + DiversityText.Of(_diversity)
            + (_selfCider is { } selfCider ? FormattableString.Invariant($", self-CIDEr {selfCider:f4}") : ""));
    }

    /// <summary>The mean over the images with an n-best list; null where there is none.</summary>
    private static double? SelfCiderOf(CandidateFile candidates, ScoringSet set)
    {
        string[][] lists = [.. set.CandidateIds.Where(candidates.Alternatives.ContainsKey).Select(id => candidates.Alternatives[id].ToArray())
            .Where(list => list.Length is >= 2 and <= SelfCider.MaximumCaptions)];
        if (lists.Length == 0)
        {
            return null;
        }

        var frequencies = DocumentFrequencies.Of(set.References);
        return lists.AsParallel().Select(list => SelfCider.Of([.. list.Select(PtbTokenizer.Tokenize)], frequencies)).Average();
    }

    public void Write(Stream stream)
    {
        var origin = new JsonObject
        {
            ["candidates"] = Path.GetFileName(candidates.Path),
            ["candidatesHash"] = candidates.Hash,
            ["references"] = Path.GetFileName(references.Path),
            ["referencesHash"] = references.Hash,
            ["paraphrases"] = Table(),
            ["emptyCaptions"] = _empty,
            ["warnings"] = Strings(_warnings),
        };
        if (set.MatchedBy is { } rule)
        {
            origin["matchedBy"] = rule;
        }

        if (set.Failed.Count > 0)
        {
            origin["notCaptioned"] = Strings(set.Failed);
        }

        if (set.Missing.Count + set.Extra.Count > 0)
        {
            origin["partial"] = new JsonObject { ["missing"] = Strings(set.Missing), ["extra"] = Strings(set.Extra) };
        }

        if (_selfCider is { } selfCider)
        {
            origin["selfCider"] = selfCider;
        }

        ScoreFileWriter.Write(stream, new ScoreFileContent
        {
            Origin = origin,
            Split = references.Split,
            Tokenizer = asOneText ? PtbTokenizer.OneTextName : PtbTokenizer.Name,
            Ids = set.Ids,
            Scores = scores,
            Intervals = intervals,
            Diversity = _diversity,
        });
    }

    private static IEnumerable<string> Warnings(ScoringSet set, CaptionScores scores, ParaphraseTable paraphrases)
    {
        if (set.Missing.Count + set.Extra.Count > 0)
        {
            yield return $"partial: {set.Missing.Count} images without a caption and {set.Extra.Count} captions without references are left out";
        }

        if (set.Failed.Count > 0)
        {
            yield return $"{set.Failed.Count} images could not be read by the captioning program and are left out: {string.Join(", ", set.Failed.Take(5))}{(set.Failed.Count > 5 ? ", ..." : "")}";
        }

        foreach (string note in CaptionNotes.Of(set.Candidates, scores))
        {
            yield return note;
        }

        if (MeteorScorer.NameOf(paraphrases) == MetricNames.MeteorCaptions && scores.ByName.ContainsKey(MetricNames.MeteorCaptions))
        {
            string[] uncovered = CoveredWords.NotCovered(set.Candidates.Concat(set.References.SelectMany(sentences => sentences)));
            if (uncovered.Length > 0)
            {
                yield return $"METEOR used the captions' part of the paraphrase table, which does not cover {uncovered.Length} words of these captions "
                    + $"({string.Join(", ", uncovered.Take(5))}{(uncovered.Length > 5 ? ", ..." : "")}); with the full table (--meteor-table full) the score may differ";
            }
        }
    }

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];

    private string Table() => scores.ByName.ContainsKey(MeteorScorer.NameOf(paraphrases)) ? paraphrases.Name
        : scores.ByName.ContainsKey(MetricNames.MeteorCaptions) ? ParaphraseTable.Captions.Name
        : "none";
}
