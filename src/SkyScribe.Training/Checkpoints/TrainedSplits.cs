using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Packages;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Checkpoints;

/// <summary>Reads a data set with the splits that a model was trained with: the data set's own, or those that were drawn then and lie beside the
/// model as <c>splits.json</c>.</summary>
internal static class TrainedSplits
{
    /// <summary>The splits.json of a model folder, a run's folder or a package; null where none was drawn.</summary>
    public static string? FileIn(string folder) =>
        new[] { Path.Combine(folder, SplitFile.Name), Path.Combine(folder, "model", SplitFile.Name) }.FirstOrDefault(File.Exists);

    /// <summary>Reads a data set.</summary>
    /// <param name="source">its captions</param>
    /// <param name="models">the models that work on it together; each a model folder, a run's folder or a package</param>
    /// <param name="options">how to read it</param>
    /// <exception cref="OptionException">The models were trained with different splits of it.</exception>
    /// <exception cref="DatasetException">The captions are no data set, or the splits lack some of its images.</exception>
    public static CaptionDataset Read(CaptionSource source, IReadOnlyList<string> models, DatasetReaderOptions? options = null)
    {
        options ??= new DatasetReaderOptions();
        CaptionDataset? first = null;
        foreach (string model in models)
        {
            CaptionDataset dataset = Read(source, model, options);
            first ??= dataset;
            if (!first.Images.Select(image => image.Split).SequenceEqual(dataset.Images.Select(image => image.Split)))
            {
                throw new OptionException(
                    $"{source}: has the splits of {first.SplitReason} for {models[0]} and of {dataset.SplitReason} for {model}: one would be shown images it was trained on; expected models with the same splits");
            }
        }

        return first ?? DatasetReader.Read(source, options);
    }

    private static CaptionDataset Read(CaptionSource source, string model, DatasetReaderOptions options)
    {
        if (FileIn(model) is { } file)
        {
            return DatasetReader.Read(source, options with { SplitFile = file });
        }

        // Older versions drew by the seed and wrote nothing down; what they drew for these captions can be drawn again.
        CaptionDataset dataset = DatasetReader.Read(source, options);
        return dataset.SplitOrigin == SplitOrigin.None && Origin(model) is var (hash, seed) && hash == dataset.Hash
            ? DatasetReader.Read(source, options with { SplitSeed = seed })
            : dataset;
    }

    private static (string DatasetHash, ulong Seed)? Origin(string model)
    {
        if (ModelPackage.IsIn(model))
        {
            PackageManifest manifest = ModelPackage.Read(model).Manifest;
            return (manifest.Dataset.Split(' ')[^1], manifest.Seed);
        }

        string card = new[] { model, Path.Combine(model, "model") }.Select(folder => Path.Combine(folder, "model.json")).FirstOrDefault(File.Exists)
            ?? "";
        return card.Length == 0 ? null : RenamedSettings.Read<ModelManifest>(card, "training") is var read ? (read.DatasetHash, read.Training.Seed)
            : null;
    }
}
