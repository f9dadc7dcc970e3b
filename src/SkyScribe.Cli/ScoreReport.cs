using System.Globalization;
using System.Text.Json;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
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
    ReferenceFile? training)
{
    private readonly DiversityScores _diversity = CaptionDiversity.Measure(
        [.. set.Candidates.Select(PtbTokenizer.Tokenize)], training?.Images.SelectMany(image => image.Sentences).Select(PtbTokenizer.Tokenize));

    private readonly double? _selfCider = SelfCiderOf(candidates, set);
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
        Console.WriteLine($"{set.Ids.Count} images, tokens as {PtbTokenizer.Name}, paraphrases: {Table()}");
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
                ? string.Create(CultureInfo.InvariantCulture, $"| {metric} | {score.Corpus:f4} |{(interval is { } i ? $" {i.Low:f4} to {i.High:f4} |" : "")}")
                : string.Create(CultureInfo.InvariantCulture, $"{metric,-22} {score.Corpus:f4}{(interval is { } j ? $"  ({j.Low:f4} to {j.High:f4})" : "")}"));
        }

        Console.WriteLine((asTable ? "\n" : "") + DiversityText.Of(_diversity) + (_selfCider is { } selfCider ? FormattableString.Invariant($", self-CIDEr {selfCider:f4}") : ""));
    }

    /// <summary>The mean over the images with an n-best list; null where there is none.</summary>
    private static double? SelfCiderOf(CandidateFile candidates, ScoringSet set)
    {
        string[][] lists = [.. set.Ids.Where(candidates.Alternatives.ContainsKey).Select(id => candidates.Alternatives[id].ToArray()).Where(list => list.Length is >= 2 and <= SelfCider.MaximumCaptions)];
        if (lists.Length == 0)
        {
            return null;
        }

        var frequencies = DocumentFrequencies.Of(set.References);
        return lists.AsParallel().Select(list => SelfCider.Of([.. list.Select(PtbTokenizer.Tokenize)], frequencies)).Average();
    }

    public void Write(Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("format", "skyscribe-scores");
        writer.WriteNumber("version", 1);
        writer.WriteString("candidates", Path.GetFileName(candidates.Path));
        writer.WriteString("candidatesHash", candidates.Hash);
        writer.WriteString("references", Path.GetFileName(references.Path));
        writer.WriteString("referencesHash", references.Hash);
        if (references.Split is { } split)
        {
            writer.WriteString("split", split);
        }

        writer.WriteNumber("images", set.Ids.Count);
        writer.WriteString("tokenizer", PtbTokenizer.Name);
        writer.WriteString("paraphrases", Table());
        WriteStrings(writer, "warnings", _warnings);
        if (set.Missing.Count + set.Extra.Count > 0)
        {
            writer.WriteStartObject("partial");
            WriteStrings(writer, "missing", set.Missing);
            WriteStrings(writer, "extra", set.Extra);
            writer.WriteEndObject();
        }

        writer.WritePropertyName("diversity");
        JsonSerializer.Serialize(writer, _diversity, StrictJson.Options);
        if (_selfCider is { } selfCider)
        {
            writer.WriteNumber("selfCider", selfCider);
        }

        ScoreFile.Write(writer, set.Ids, scores, intervals);
        writer.WriteEndObject();
    }

    private static IEnumerable<string> Warnings(ScoringSet set, CaptionScores scores, ParaphraseTable paraphrases)
    {
        if (set.Missing.Count + set.Extra.Count > 0)
        {
            yield return $"partial: {set.Missing.Count} images without a caption and {set.Extra.Count} captions without references are left out";
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

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private string Table() => scores.ByName.ContainsKey(MeteorScorer.NameOf(paraphrases)) ? paraphrases.Name
        : scores.ByName.ContainsKey(MetricNames.MeteorCaptions) ? ParaphraseTable.Captions.Name
        : "none";
}
