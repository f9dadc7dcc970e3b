using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Lab;

/// <summary>A plan's results as a picture: one metric of every row, ours with the standard deviation over seeds, and the paper's.</summary>
public static class LabPlot
{
    // Pixels; a letter of a row's name takes about seven.
    private const int RowHeight = 34, Margin = 130, LeastWidth = 900, PlotWidth = 550, LetterWidth = 7;

    /// <summary>Draws a PNG.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="resultFolder">folder of all results</param>
    /// <param name="split">val or test</param>
    /// <param name="metric">such as CIDEr</param>
    /// <exception cref="OptionException">No row has that metric; the message lists those there are.</exception>
    /// <exception cref="CheckpointException">A result file is damaged.</exception>
    public static byte[] Png(LabPlan plan, string resultFolder, string split, string metric)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rows = plan.Rows.Select(row => LabRowScores.Read(plan, row, resultFolder, split)).ToArray();
        string[] metrics = [.. LabRowScores.MetricsOf(rows)];
        if (!metrics.Contains(metric))
        {
            throw new OptionException(
                $"no result of plan '{plan.Name}' on {split} has the metric '{metric}'; there are: {string.Join(", ", metrics)}");
        }

        var plot = new ScottPlot.Plot();
        for (int i = 0; i < rows.Length; i++)
        {
            double place = rows.Length - i;   // the first row on top
            if (rows[i].Row.Paper.TryGetValue(metric, out double published))
            {
                Mark(plot, published, place + 0.12, 0, ScottPlot.Colors.Gray);
            }

            if (rows[i].Has(metric))
            {
                Mark(plot, rows[i].Mean(metric), place - 0.12, rows[i].Deviation(metric), ScottPlot.Colors.Navy);
            }
        }

        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, rows.Length).Select(i => (double)(rows.Length - i))], [.. rows.Select(row => row.Row.Name)]);
        plot.Axes.SetLimitsY(0.4, rows.Length + 0.6);
        plot.XLabel($"{metric} on {split}, with sd over seeds (paper: grey)");
        plot.Title(plan.Title);
        int width = Math.Max(LeastWidth, PlotWidth + LetterWidth * rows.Max(row => row.Row.Name.Length));
        return plot.GetImage(width, Margin + RowHeight * rows.Length).GetImageBytes(ScottPlot.ImageFormat.Png);
    }

    private static void Mark(ScottPlot.Plot plot, double score, double place, double deviation, ScottPlot.Color color)
    {
        plot.Add.Marker(score, place, ScottPlot.MarkerShape.FilledCircle, 9, color);
        if (deviation > 0)
        {
            plot.Add.Line(score - deviation, place, score + deviation, place).Color = color;
        }
    }
}
