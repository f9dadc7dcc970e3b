using System.Globalization;
using System.Text;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Significance;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Lab;

/// <summary>A plan's results as Markdown: the paper's scores, ours (mean and standard deviation over seeds), the difference, and each row against the
/// plan's baseline with its significance.</summary>
public static class LabTable
{
    /// <summary>Makes the tables of a split from the result files alone.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="resultFolder">folder of all results</param>
    /// <param name="split">val or test</param>
    /// <param name="resampling">how to estimate significance; zero trials leave it out</param>
    /// <exception cref="CheckpointException">A result file is damaged.</exception>
    /// <exception cref="CaptionFileException">A score file is damaged.</exception>
    public static string Of(LabPlan plan, string resultFolder, string split, ResamplingOptions resampling)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(resampling);
        if (split is not ("val" or "test"))
        {
            throw new OptionException($"split is '{split}'; expected val or test");
        }

        var rows = plan.Rows.Select(row => LabRowScores.Read(plan, row, resultFolder, split)).ToArray();
        string[] metrics = [.. LabRowScores.MetricsOf(rows)];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {plan.Title}\n\nOurs: scores on {split}. {plan.Differs}\n\n");
        string[] others = [.. metrics.Except(MetricNames.Content)];
        AppendScores(text, rows, others);
        AppendComparisons(text, rows, resampling, others);
        if (metrics.Intersect(MetricNames.Content).ToArray() is { Length: > 0 } content)
        {
            text.Append("\nContent, against all references of an image together ([metrics](../../reference/metrics.md#content)):\n\n");
            LabRowScores[] known = [.. rows.Where(row => row.Has(content[0]))];
            AppendScores(text, known, content);
            AppendComparisons(text, known, resampling, content);
        }

        string[] runs = [.. rows.SelectMany(row => row.Results.Select(result => Provenance(row.Row, result)))];
        if (runs.Length > 0)
        {
            text.Append("\nEach run:\n\n").AppendJoin('\n', runs).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendScores(StringBuilder text, LabRowScores[] rows, string[] metrics)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"| run | | {string.Join(" | ", metrics)} |\n|---|---|{string.Concat(metrics.Select(_ => "---|"))}\n");
        foreach (var row in rows)
        {
            bool isRun = row.Results.Count > 0;
            bool isPublished = metrics.Any(row.Row.Paper.ContainsKey);
            if (isPublished)
            {
                Line("paper", metric => row.Row.Paper.TryGetValue(metric, out double published) ? Number(published) : "");
            }

            if (!isRun && !row.Row.Published)
            {
                Line("ours: not run", _ => "");
            }
            else if (isRun)
            {
                Line(
                    row.Results.Count > 1 ? $"ours, mean ± sd of {row.Results.Count} seeds" : "ours",
                    metric => !row.Has(metric) ? "" : row.Results.Count > 1 ? $"{Number(row.Mean(metric))} ± {Number(row.Deviation(metric))}"
                    : Number(row.Mean(metric)));
            }

            if (isRun && isPublished)
            {
                Line("difference", metric => row.Has(metric) && row.Row.Paper.TryGetValue(metric, out double published)
                    ? Signed(row.Mean(metric) - published) : "");
            }

            void Line(string kind, Func<string, string> cell) =>
                text.Append(CultureInfo.InvariantCulture, $"| {row.Row.Name} | {kind} | {string.Join(" | ", metrics.Select(cell))} |\n");
        }
    }

    // Each row with score files against the plan's first: the paired test of `skyscribe score --compare`.
    private static void AppendComparisons(StringBuilder text, LabRowScores[] rows, ResamplingOptions resampling, string[] shown)
    {
        var tested = rows.Where(row => row.ScoreFiles.Count > 0).ToArray();
        if (tested.Length < 2 || resampling.Trials == 0)
        {
            return;
        }

        var baseline = tested[0];
        string[] metrics = [.. LabRowScores.MetricsOf(tested).Intersect(shown)];
        text.Append(CultureInfo.InvariantCulture,
            $"\nAgainst {baseline.Row.Name}, on the same images and the seeds that both have: difference (p of a paired randomization test), * significant (p < 0.05 and the 95 % interval on one side of 0; {resampling.Trials} trials, no correction for many rows)\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| run | {string.Join(" | ", metrics)} |\n|---|{string.Concat(metrics.Select(_ => "---|"))}\n");
        foreach (var row in tested[1..])
        {
            var (ours, theirs) = row.SameSeeds(baseline);
            if (ours.Count == 0)
            {
                continue;
            }

            string seeds = row.ScoreFiles.Count + baseline.ScoreFiles.Count > 2 ? ours.Count == 1 ? " (1 seed)" : $" ({ours.Count} seeds)" : "";
            var found = ScoreComparison.Compare(theirs, ours, resampling).ToDictionary(comparison => comparison.Metric);
            text.Append(CultureInfo.InvariantCulture,
                $"| {row.Row.Name}{seeds} | {string.Join(" | ", metrics.Select(metric => found.TryGetValue(metric, out var comparison) ? Cell(comparison) : ""))} |\n");
        }
    }

    private static string Cell(MetricComparison found) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Signed(found.Second - found.First)} ({(found.PValue is { } p ? p.ToString("f3", CultureInfo.InvariantCulture) : "-")}){(found.IsSignificant ? " *" : "")}");

    private static string Provenance(LabRow row, LabResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"- {row.Name}: {result.Provenance}; {result.Captions / result.TrainingSeconds:f0} captions/s, {result.TrainingSeconds / 60:f0} min, best epoch {result.BestEpoch}; SkyScribe {result.Software}; {result.Machine}");

    private static string Number(double value) => value.ToString("f4", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);
}
