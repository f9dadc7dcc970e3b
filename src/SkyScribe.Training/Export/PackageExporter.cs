using System.Reflection;
using System.Text.Json;
using SkyScribe.Datasets.Attributes;
using SkyScribe.IO;
using SkyScribe.Packages;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Export;

/// <summary>How a model is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Pictures to measure the encoder's activations on, for 8 bits; null exports float32.</summary>
    public IReadOnlyList<string>? RangeImages { get; init; }

    /// <summary>How the decoder's weights are stored and used in 8 bits.</summary>
    public ProductForm DecoderForm { get; init; } = ProductForm.Dynamic;

    /// <summary>What the training data may be used for, a sentence for the model card.</summary>
    public string DataLicence { get; init; } = "not stated";
}

/// <summary>Writes a trained model as a model package (docs/reference/model-package.md), and checks it against libtorch before anybody can use
/// it.</summary>
public static class PackageExporter
{
    /// <summary>Writes a package; a folder that holds one is replaced as a whole.</summary>
    /// <param name="checkpoint">a model folder, or the folder of a training run, whose best model is taken</param>
    /// <param name="folder">the package</param>
    /// <param name="options">name, precision</param>
    /// <param name="progress">measuring the ranges of 8-bit values, image by image</param>
    /// <param name="cancellation">ends the work; nothing is written then</param>
    /// <returns>the package, and how much the package's float32 results differ from libtorch's</returns>
    /// <exception cref="CheckpointException">The checkpoint is no model, or the folder holds something else.</exception>
    /// <exception cref="NotSupportedException">A model of this kind has no ONNX form.</exception>
    /// <exception cref="InvalidOperationException">The exported model computes something else than libtorch.</exception>
    public static (ModelPackage Package, ExportDifference Difference) Export(
        string checkpoint, string folder, ExportOptions options, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(folder) && !ModelPackage.IsIn(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new CheckpointException($"{folder}: holds something else than a model package; choose a new folder");
        }

        string source = ModelFolder.Locate(checkpoint);
        var (trained, model, encoder, vocabulary, attributes) = ModelFolder.Read(source);
        using var ownModel = model;
        using var ownEncoder = encoder;
        if (model.Decoder is not AttributeGuidedDecoder)
        {
            throw new SkyScribeException($"ablation {trained.Training.Model.Ablation} cannot be exported: it is a baseline of the lab with one LSTM");
        }

        bool isInt8 = options.RangeImages is not null;
        var weights = new NamedWeights(encoder.Module);
        byte[] full = EncoderModel.Build(encoder, weights, model, null).Bytes;
        var tensors = PackageGraphs.TensorsOf(model, encoder);
        byte[] fullDecoder = DecoderGraph.Build(model, tensors, ProductForm.Full);
        var difference = ExportCheck.Compare(model, encoder, full, fullDecoder);
        if (!difference.IsSmall)
        {
            throw new InvalidOperationException(
                $"the exported model does not compute what libtorch does: {difference}; expected at most {ExportDifference.Most}");
        }

        byte[] encoderBytes = full, decoderBytes = fullDecoder;
        if (options.RangeImages is { } images)
        {
            var ranges = RangeMeasurement.Measure(encoder, weights, model, images, progress, cancellation);
            encoderBytes = EncoderModel.Build(encoder, weights, model, ranges).Bytes;
            decoderBytes = DecoderGraph.Build(model, tensors, options.DecoderForm);
        }

        var manifest = ManifestOf(trained, model, encoder, attributes, options, isInt8 ? "int8" : "fp32");
        AtomicFolder.Replace(folder, fresh =>
        {
            File.WriteAllBytes(Path.Combine(fresh, ModelPackage.EncoderFile), encoderBytes);
            File.WriteAllBytes(Path.Combine(fresh, ModelPackage.DecoderFile), decoderBytes);
            vocabulary.WriteJson(Path.Combine(fresh, ModelPackage.VocabularyFile));
            File.WriteAllText(Path.Combine(fresh, ModelPackage.CardFile), ModelCard.Of(manifest, trained, options.DataLicence));
            if (TrainedSplits.FileIn(source) is { } splits)
            {
                File.Copy(splits, Path.Combine(fresh, Path.GetFileName(splits)));
            }

            manifest = Seal(fresh, manifest);
        });
        return (ModelPackage.Read(folder), difference);
    }

    /// <summary>This build, for the manifest.</summary>
    internal static string Software { get; } =
        typeof(PackageExporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Writes the manifest of a folder whose files are all there.</summary>
    internal static PackageManifest Seal(string folder, PackageManifest manifest)
    {
        manifest = manifest with
        {
            Files = Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path) is not (ModelPackage.ManifestFile or HashList.FileName))
            .Order(StringComparer.Ordinal)
                .ToDictionary(path => Path.GetFileName(path), path => FileOf(path)),
        };
        AtomicFile.Write(Path.Combine(folder, ModelPackage.ManifestFile), stream => JsonSerializer.Serialize(stream, manifest, PackageManifest.Json));
        HashList.Write(folder);   // the manifest cannot hold its own hash
        return manifest;
    }

    private static PackageFile FileOf(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return new PackageFile(bytes.LongLength, Sha256.Of(bytes));
    }

    private static PackageManifest ManifestOf(ModelManifest trained, JttsModel model, ImageEncoder encoder, AttributeVocabulary attributes,
        ExportOptions options, string precision) => new()
    {
        Name = options.Name,
        Precision = precision,
        Software = Software,
        Ablation = trained.Training.Model.Ablation,
        Seed = trained.Training.Seed,
        Encoder = new PackageEncoder(encoder.Name, encoder.Channels, encoder.GridRows, encoder.GridColumns, trained.EncoderHash),
        Preprocessing = encoder.Preprocessing,
        HiddenSize = model.Options.HiddenSize,
        Words = model.Sizes.Words,
        Attributes = model.Options.Switches.HasAttributes ? attributes.Names : [],
        HasGates = model.Options.Switches.HasGates,
        BeamSize = trained.Training.BeamSize,
        MaxWords = trained.Training.MaxWords,
        Dataset = $"{trained.Dataset} {trained.DatasetHash}",
        SelectedOn = trained.SelectedOn,
        ValidationScores = trained.ValidationScores,
        Files = new Dictionary<string, PackageFile>(),
    };
}
