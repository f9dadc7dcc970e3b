using System.Globalization;
using System.Text;
using SkyScribe.Packages;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Training.Export;

/// <summary>The model card of a package, for people.</summary>
internal static class ModelCard
{
    public static string Of(PackageManifest manifest, ModelManifest trained, string dataLicence)
    {
        var training = trained.Training;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Name}

            A captioner of aerial and satellite images: the joint-training two-stage method (JTTS, Ye et al.), {training.Model.Ablation}, encoder {manifest.Encoder.Name}, D = {manifest.HiddenSize}, {manifest.Words} words,
            {manifest.Attributes.Count} attributes. Written by `skyscribe export` {manifest.Software}, {manifest.Precision}.

            - Training data: {manifest.Dataset}. Licence of the data: {dataLicence.TrimEnd('.')}.
            - Training: preset `{training.Preset}`{Start(training.From)}, epoch {trained.Epoch} of {training.Epochs}, seed {training.Seed}, chosen by {trained.SelectedOn}{SelfCritical(trained)}. Encoder weights {manifest.Encoder.WeightsHash}.
            - Captions: {(training.Data.Detailed > 0 ? "plain, or detailed (two that complement each other, as one)" : "plain")}.
            - Pictures: {manifest.Preprocessing.Rendering}; values of more than 8 bits are mapped when captioning as they were in training.
            - Limits: it was trained on pictures of some 0.3 to 30 m a pixel that show one scene from straight above; it describes what such pictures show and knows no other words than those of its training captions.
              It counts badly, and left and right mean little to it.

            """);
        text.Append("\n| score on val, before export | |\n|---|---|\n");
        foreach (var (metric, score) in trained.ValidationScores)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {metric} | {score:f4} |\n");
        }

        return text.ToString();
    }

    /// <summary>The card of a package whose graphs were brought to this build's form.</summary>
    public static string Refreshed(string card, PackageManifest manifest)
    {
        string line = $"- Graphs: brought to package version {manifest.Version} by `skyscribe refresh` {manifest.Software}, with the same weights.\n";
        int list = card.IndexOf("\n- ", StringComparison.Ordinal);
        return list < 0 ? $"{card.TrimEnd()}\n\n{line}" : card.Insert(list + 1, line);
    }

    /// <summary>The card with a section at its end, in place of an earlier one of the same title.</summary>
    public static string WithSection(string card, string title, string text)
    {
        string heading = $"\n## {title}\n";
        int start = card.IndexOf(heading, StringComparison.Ordinal);
        if (start >= 0)
        {
            int end = card.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
            card = card[..start] + (end < 0 ? "" : card[end..]);
        }

        return $"{card.TrimEnd()}\n{heading}\n{text.Trim()}\n";
    }

    /// <summary>What it says of ground resolutions.</summary>
    public static string Resolution(ResolutionRange range) => string.Create(
        CultureInfo.InvariantCulture,
        $"Best at {range.Best} m a pixel of its input, good from {range.Finest} to {range.Coarsest} m; rasters with pixels up to {range.CoarsestEnlarged} m can be enlarged to {range.Best} m. Good means: {range.Meaning}.");

    private static string Start(string from) => from.Length == 0 ? "" : $", started from the model {from}";

    // What the metric that it was rewarded by says of it is to be read with that in mind.
    private static string SelfCritical(ModelManifest trained)
    {
        var training = trained.Training;
        // of the model that was kept: it may be of an epoch before them
        int epochs = trained.Epoch - training.EffectiveClassifierEpochs - (training.Epochs - training.SelfCritical.Epochs);
        return epochs <= 0 ? "" : FormattableString.Invariant(
            $"; its last {(epochs == 1 ? "epoch was" : $"{epochs} epochs were")} self-critical (captions rewarded by CIDEr-D), which raises CIDEr and makes captions more alike");
    }
}
