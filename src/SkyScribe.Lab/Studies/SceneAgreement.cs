using System.Globalization;
using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Lab.Studies;

/// <summary>How SceneGraphF ranks images beside the other metrics: Spearman's rank correlation over the images of a file.</summary>
internal static class SceneAgreement
{
    private static readonly string[] Others = ["Bleu_4", MetricNames.RougeL, MetricNames.Cider, MetricNames.Meteor];

    public static void Write(TextWriter output, IReadOnlyList<string> goldenFiles)
    {
        output.WriteLine(
            $"| file | images | {MetricNames.SceneGraphF} | {string.Join(" | ", Others)} |\n|---|---|---|{string.Concat(Others.Select(_ => "---|"))}");
        foreach (string path in goldenFiles)
        {
            ScoringSet set = ScoringSet.Join(CandidateFile.Read(path), ReferenceFile.Read(path));
            var scorer = new CaptionScorer(
                new ScoringOptions { Metrics = [.. Others, MetricNames.SceneGraphF], Paraphrases = FullParaphrases.Table });
            CaptionScores scores = scorer.Score(set.Candidates, set.References);
            MetricScore scenes = scores[MetricNames.SceneGraphF];
            IEnumerable<string> correlations = Others.Select(name => name == MetricNames.Meteor ? scorer.MeteorName : name)
                .Select(name => Spearman(scenes.PerImage, scores[name].PerImage).ToString("f3", CultureInfo.InvariantCulture));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(path)} | {set.Ids.Count} | {scenes.Corpus:f4} | {string.Join(" | ", correlations)} |"));
        }
    }

    /// <summary>Pearson's correlation of ranks, equal values sharing the mean of theirs.</summary>
    private static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] x = Ranks(first), y = Ranks(second);
        double mean = (x.Length - 1) / 2.0;
        double both = 0, ofX = 0, ofY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            both += (x[i] - mean) * (y[i] - mean);
            ofX += (x[i] - mean) * (x[i] - mean);
            ofY += (y[i] - mean) * (y[i] - mean);
        }

        return both / Math.Sqrt(ofX * ofY);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        double[] ranks = new double[order.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start; end < order.Length && values[order[end]] == values[order[start]]; end++)
            {
            }

            foreach (int i in order.AsSpan(start, end - start))
            {
                ranks[i] = (start + end - 1) / 2.0;
            }
        }

        return ranks;
    }
}
