using System.Globalization;
using System.Text;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Training.Lab;

/// <summary>A plan's results as a Markdown table: paper, ours, difference, mean and standard deviation over seeds.</summary>
public static class LabTable
{
    /// <summary>Makes the table of a split from the result files alone.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="resultFolder">folder of all results</param>
    /// <param name="split">val or test</param>
    /// <exception cref="CheckpointException">A result file is damaged.</exception>
    public static string Of(LabPlan plan, string resultFolder, string split)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {plan.Title}\n\nScores on {split}. {plan.Differs}\n\n");
        text.Append("| run | metric | paper | ours | difference | sd over seeds | seeds |\n|---|---|---|---|---|---|---|\n");
        var provenance = new List<string>();
        foreach (var row in plan.Rows)
        {
            var results = row.Seeds
                .Select(seed => Path.Combine(resultFolder, plan.Name, row.FileName(seed) + ".json"))
                .Where(File.Exists)
                .Select(StrictJson.Read<LabResult>)
                .Where(result => result.Scores.ContainsKey(split))
                .ToArray();
            if (results.Length == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | | | not run | | | 0 |\n");
                continue;
            }

            provenance.AddRange(results.Select(result => $"- {result.Row}: {result.Provenance}; {result.Captions / result.TrainingSeconds:f0} captions/s, {result.TrainingSeconds / 60:f0} min, best epoch {result.BestEpoch}"));
            foreach (string metric in results[0].Scores[split].Keys)
            {
                text.Append(Line(row, metric, [.. results.Select(result => result.Scores[split][metric])]));
            }
        }

        text.Append("\nEach run:\n\n").AppendJoin('\n', provenance).Append('\n');
        return text.ToString();
    }

    private static string Line(LabRow row, string metric, double[] ours)
    {
        double mean = ours.Average();
        string paper = row.Paper.TryGetValue(metric, out double published) ? published.ToString("f4", CultureInfo.InvariantCulture) : "";
        string difference = paper.Length > 0 ? (mean - published).ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture) : "";
        string deviation = ours.Length > 1
            ? Math.Sqrt(ours.Sum(score => (score - mean) * (score - mean)) / (ours.Length - 1)).ToString("f4", CultureInfo.InvariantCulture)
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {metric} | {paper} | {mean:f4} | {difference} | {deviation} | {ours.Length} |\n");
    }
}
