using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Lab.Studies;

/// <summary>What people's own sentences score by the measures of content, to hold a model's captions against: each sentence of a picture against the
/// picture's others, and the objects that all name together.</summary>
internal static class PeopleContent
{
    private const string None = "none";

    /// <param name="output">gets the table</param>
    /// <param name="data">a caption file</param>
    /// <param name="split">its split</param>
    /// <param name="objects">objects marked by hand; "none" for none</param>
    public static void Write(TextWriter output, string data, string split, string objects)
    {
        CaptionDataset dataset = DatasetReader.Read(CaptionSource.Parse([data]));
        ObjectLabelFile? marked = objects == None ? null : ObjectLabelFile.Read(objects);
        CaptionedImage[] images = [.. dataset.Split(split).Where(image => image.Sentences.Count > 1)];
        int sentences = images.Min(image => image.Sentences.Count);
        string[] named = marked is null ? [] : [ObjectNaming.Precision, ObjectNaming.Recall];
        string[] metrics = [.. named, MetricNames.Cider, .. MetricNames.Content];
        output.WriteLine(
            $"{dataset.Describe(split)}; captions {dataset.Hash[..12]}{(marked is null ? "" : $", objects {marked.Hash[..12]}, words {marked.Words.Hash}")}.\n");
        output.WriteLine($"| caption | {string.Join(" | ", metrics)} | different |\n|---|{string.Concat(metrics.Select(_ => "---|"))}---|");
        var scorer = new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Cider, .. MetricNames.Content] });
        for (int number = 0; number < sentences; number++)
        {
            string[] candidates = [.. images.Select(image => image.Sentences[number].Raw)];
            CaptionScores scores = scorer.Score(candidates, [.. images.Select(image => Others(image, number))]);
            scores = marked is null ? scores : CaptionScores.Join(scores, Named(images, candidates, marked));
            Row(output, $"sentence {number + 1}, against the others", metrics, scores, candidates.Distinct().Count());
        }

        if (marked is not null)
        {
            string[] together = [.. images.Select(image => string.Join(" . ", image.Sentences.Select(sentence => sentence.Raw)))];
            Row(output, "all sentences together", metrics, Named(images, together, marked), null);
        }
    }

    private static IReadOnlyList<string> Others(CaptionedImage image, int number) =>
        [.. image.Sentences.Where((_, i) => i != number).Select(sentence => sentence.Raw)];

    private static CaptionScores Named(CaptionedImage[] images, string[] captions, ObjectLabelFile marked) =>
        marked.Score([.. images.Select(image => new[] { image.FileName })], captions).Scores;

    private static void Row(TextWriter output, string caption, string[] metrics, CaptionScores scores, int? different)
    {
        string Cell(string metric) =>
            scores.ByName.TryGetValue(metric, out var score) ? score.Corpus.ToString("f3", CultureInfo.InvariantCulture) : "";
        output.WriteLine($"| {caption} | {string.Join(" | ", metrics.Select(Cell))} | {different} |");
    }
}
