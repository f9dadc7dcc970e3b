using SkyScribe.Training.Model;
using SkyScribe.Training.Options;

namespace SkyScribe.Lab.Studies;

/// <summary>Parameters without the CNN, beside the paper's Table VIII.</summary>
internal static class ParameterTable
{
    // UCM's sizes: 324 words with the special ones when each is kept, 78 attributes; ResNet-101's 2048 channels; D = 1000.
    private static readonly ModelSizes Ucm = new(Channels: 2048, Words: 324, Attributes: 78);

    private static readonly (string Row, string Ablation, double Paper)[] Rows = [
        ("b.", "b.", 30.7), ("b.+sg/s", "b.+sg/s", 42.0), ("ours (JTTS)", "jtts", 43.3)];

    public static void Write(TextWriter output)
    {
        foreach (int embedding in new[] { 100, 200, 300 })
        {
            output.WriteLine(
                $"E = {embedding}:\n\n| model | paper (M) | ours (M) | difference | step, paper (M) | step, ours (M) | difference |\n|---|---|---|---|---|---|---|");
            double before = 0, paperBefore = 0;
            foreach (var (row, ablation, paper) in Rows)
            {
                using var model = new JttsModel(new JttsOptions { Ablation = ablation, EmbeddingSize = embedding }, Ucm);
                double count = ParameterCount.WithoutSeparateClassifier(model) / 1e6;
                string step = before == 0
                    ? "| | |"
                    : FormattableString.Invariant(
                    $"| {paper - paperBefore:f1} | {count - before:f2} | {(count - before) / (paper - paperBefore) - 1:+0.0 %;-0.0 %} |");
                output.WriteLine(FormattableString.Invariant($"| {row} | {paper:f1} | {count:f2} | {count / paper - 1:+0.0 %;-0.0 %} ")
                    + (before == 0 ? "| | | |" : step));
                (before, paperBefore) = (count, paper);
            }

            output.WriteLine();
        }
    }
}
