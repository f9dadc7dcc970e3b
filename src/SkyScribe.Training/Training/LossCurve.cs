using ScottPlot;
using SkyScribe.IO;

namespace SkyScribe.Training.Training;

/// <summary>Draws losses and CIDEr of a run by epoch.</summary>
internal static class LossCurve
{
    public static void Draw(string path, IReadOnlyList<EpochSummary> epochs)
    {
        using var plot = new Plot();
        double[] x = epochs.Select(epoch => (double)epoch.Epoch).ToArray();
        Add(plot, x, epochs.Select(epoch => epoch.Loss.Caption), "L_cap (nats a word)");
        Add(plot, x, epochs.Select(epoch => epoch.Loss.Classification), "L_bce");
        Add(plot, x, epochs.Select(epoch => epoch.Loss.Contrast), "L_d");
        var scored = epochs.Where(epoch => epoch.Scores.ContainsKey("CIDEr")).ToArray();
        Add(plot, scored.Select(epoch => (double)epoch.Epoch).ToArray(), scored.Select(epoch => epoch.Scores["CIDEr"]), "CIDEr on val");
        plot.XLabel("epoch");
        plot.Axes.SetLimitsY(0, Math.Max(1, plot.Axes.GetDataLimits().Top) * 1.05);
        plot.ShowLegend(Alignment.UpperRight);
        byte[] png = plot.GetImageBytes(900, 560, ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private static void Add(Plot plot, double[] x, IEnumerable<double> y, string name)
    {
        if (x.Length > 0)
        {
            plot.Add.Scatter(x, y.ToArray()).LegendText = name;
        }
    }
}
