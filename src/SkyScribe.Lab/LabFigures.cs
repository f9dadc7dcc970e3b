using System.Globalization;
using System.Text;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;

namespace SkyScribe.Lab;

/// <summary>The paper's Fig. 7 and 8 for two models: captions with their wrong words marked, and where each model looked.</summary>
public sealed class LabFigures
{
    /// <summary>The images shown where nobody says how many.</summary>
    public const int DefaultCount = 6;

    private readonly (string Role, TrainedModel Model)[] _models;
    private readonly CaptionDataset _dataset;

    /// <summary>Takes what is to be compared; nothing is read or written yet.</summary>
    /// <param name="baseline">the base model</param>
    /// <param name="ours">the model that is compared with it</param>
    /// <param name="dataset">the data set that both are shown images of</param>
    /// <exception cref="OptionException">The data set was split by a seed, and the two models were trained on different splits.</exception>
    public LabFigures(TrainedModel baseline, TrainedModel ours, CaptionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(dataset);
        ulong theirSeed = baseline.Manifest.Training.Seed, ourSeed = ours.Manifest.Training.Seed;
        if (dataset.SplitOrigin == SplitOrigin.Seeded && theirSeed != ourSeed)
        {
            throw new OptionException(
                $"{dataset.Name} is split by the seed, which is {theirSeed} for the base model and {ourSeed} for ours: one would be shown images it was trained on");
        }

        (_models, _dataset) = ([("base", baseline), ("ours", ours)], dataset);
    }

    /// <summary>Images of a split: those asked for, or as many as asked for, evenly spaced in the order of the file.</summary>
    /// <param name="images">the split's images</param>
    /// <param name="split">its name, for the message</param>
    /// <param name="count">how many; all where the split has fewer. Does not matter where there are names.</param>
    /// <param name="names">file names, shown in this order; empty for a choice by count</param>
    /// <exception cref="OptionException">The split has no image of a name, or the count is below 1.</exception>
    public static IReadOnlyList<CaptionedImage> Choose(IReadOnlyList<CaptionedImage> images, string split, int count, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count > 0)
        {
            return [.. names.Distinct(StringComparer.Ordinal).Select(
                name => images.FirstOrDefault(image => image.FileName == name) ?? throw new OptionException(
                $"asked for image {SkyScribeException.Quote(name)}, but split '{split}' has none such; its {images.Count} images are named like {SkyScribeException.Quote(images[0].FileName)}"))];
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int taken = Math.Min(count, images.Count);
        // the middle of each of equal parts
        return [.. Enumerable.Range(0, taken).Select(i => images[(int)(((2L * i) + 1) * images.Count / (2L * taken))])];
    }

    /// <summary>Writes <c>fig7.md</c>, after a <c>fig8-NAME.png</c> for each of its images.</summary>
    /// <param name="imageFolder">folder of the data set's images</param>
    /// <param name="split">val, test or any other split of the data set</param>
    /// <param name="folder">where to write; made if need be</param>
    /// <param name="count">as for <see cref="Choose"/></param>
    /// <param name="names">as for <see cref="Choose"/>; null for none</param>
    /// <param name="cancellation">stops between two images</param>
    /// <returns>The files, in the order in which they were written.</returns>
    /// <exception cref="DatasetException">There is no such split.</exception>
    /// <exception cref="ImageException">An image is missing or damaged.</exception>
    public IReadOnlyList<string> Write(
        string imageFolder, string split, string folder, int count = DefaultCount, IReadOnlyList<string>? names = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(imageFolder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var all = _dataset.Split(split);
        var chosen = Choose(all, split, count, names ?? []);
        Directory.CreateDirectory(folder);
        var images = new ImageFolder(imageFolder);
        var files = new List<string>();
        var sections = new StringBuilder();
        var captions = new List<MarkedCaption[]>();
        foreach (var image in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            var picture = ImageReader.Read(images.PathOf(image), null, _models[0].Model.Rendering);
            var found = _models.Select(entry => entry.Model.Describe(picture)).ToArray();
            var marked = found.Select(caption => MarkedCaption.Of(caption.Text, image.Sentences.Select(sentence => sentence.Raw))).ToArray();
            string sheet = SheetName(image.FileName, files);
            ImageWriter.WritePng(Path.Combine(folder, sheet),
                Sheet.Stack([.. _models.Zip(found, (entry, caption) => Attention(entry.Role, entry.Model, picture, caption.Text))]));
            files.Add(sheet);
            captions.Add(marked);
            AppendSection(sections, image, marked, found[^1], sheet);
        }

        string choice = names is { Count: > 0 } ? "chosen by name" : "evenly spaced over the split in the order of the file, not picked by hand";
        AtomicFile.WriteText(Path.Combine(folder, "fig7.md"), Header(split, chosen.Count, all.Count, choice) + Totals(captions) + sections);
        return [.. files.Append("fig7.md").Select(file => Path.Combine(folder, file))];
    }

    private static RgbImage Attention(string role, TrainedModel model, RgbImage picture, string caption)
    {
        var maps = model.Explain(picture, caption);
        return AttentionSheet.Draw(
            picture, maps.Words, maps.Maps, maps.Rows, maps.Columns, $"{role}, {model.Manifest.Training.Model.Ablation}: {caption}");
    }

    // Without folders and ending; what would be the same name twice (a/x.png and a_x.jpg) is numbered.
    private static string SheetName(string image, List<string> taken)
    {
        string name = "fig8-" + Path.ChangeExtension(image, null).Replace('/', '_').Replace('\\', '_');
        string file = name + ".png";
        for (int i = 2; taken.Contains(file, StringComparer.OrdinalIgnoreCase); i++)
        {
            file = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}.png");
        }

        return file;
    }

    private static void AppendSection(StringBuilder text, CaptionedImage image, MarkedCaption[] captions, Caption ours, string sheet)
    {
        string[] sampled = [.. ours.Attributes.Where(attribute => attribute.Sampled).Select(attribute => MarkedCaption.Escape(attribute.Name))];
        string attributes = ours.Attributes.Count == 0 ? "a model without attributes" : sampled.Length == 0 ? "none" : string.Join(", ", sampled);
        text.Append(CultureInfo.InvariantCulture, $"\n## {MarkedCaption.Escape(image.FileName)}\n\n");
        text.AppendJoin("", image.Sentences.Select(sentence => $"- reference: {MarkedCaption.Escape(sentence.Raw.Trim())}\n"));
        text.Append(CultureInfo.InvariantCulture,
            $"- base: {captions[0].ToMarkdown()}\n- ours: {captions[1].ToMarkdown()}\n- sampled attributes of ours: {attributes}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n![where both models looked](<{Uri.EscapeDataString(sheet)}>)\n");
    }

    private string Header(string split, int shown, int all, string choice) => string.Create(CultureInfo.InvariantCulture, $"""
        # Captions of two models (the paper's Fig. 7)

        {MarkedCaption.Escape(_dataset.Name)}, captions {Short(_dataset.Hash)}, split {MarkedCaption.Escape(split)}: {shown} of its {all} images, {choice}.

        - base: {Provenance(_models[0].Model.Manifest)}
        - ours: {Provenance(_models[1].Model.Manifest)}

        A word in **bold** occurs in none of the image's references (compared as the project's caption tokenizer writes them). That need not make it false:
        the references do not name all that an image shows, and a synonym is bold too. Nor is few bold words a good caption: one that only repeats "the" has hardly any.


        """);

    private string Provenance(ModelManifest manifest) => string.Create(
        CultureInfo.InvariantCulture,
        $"{MarkedCaption.Escape(manifest.Training.Model.Ablation)}, {MarkedCaption.Escape(manifest.Training.Encoder.Name)}, seed {manifest.Training.Seed}, model {Short(manifest.CaptionerHash)}, beam {manifest.Training.BeamSize}, selected on {manifest.SelectedOn}")
        + (manifest.DatasetHash == _dataset.Hash ? "" : $"; trained on other captions, {Short(manifest.DatasetHash)}");

    private string Totals(List<MarkedCaption[]> captions)
    {
        var text = new StringBuilder("| over the images shown | words | in bold | share |\n|---|---|---|---|\n");
        for (int i = 0; i < _models.Length; i++)
        {
            int words = captions.Sum(pair => pair[i].Words.Count), wrong = captions.Sum(pair => pair[i].WrongWords);
            string share = words == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * wrong / words:f1} %");
            text.Append(CultureInfo.InvariantCulture, $"| {_models[i].Role} | {words} | {wrong} | {share} |\n");
        }

        return text.ToString();
    }

    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
