using System.Text.Json;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Attributes;
using SkyScribe.IO;
using SkyScribe.Text;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Checkpoints;

/// <summary>
/// A trained model on disk: <c>model.json</c>, <c>captioner.safetensors</c>, <c>encoder.safetensors</c>, <c>vocabulary.json</c>, for a model
/// with attributes <c>attributes.tsv</c>, where splits were drawn <c>splits.json</c>, and the files' hashes in <c>SHA256SUMS</c>. Nothing else is
/// needed to caption.
/// </summary>
internal static class ModelFolder
{
    private const string ManifestFile = "model.json", CaptionerFile = "captioner.safetensors", EncoderFile = "encoder.safetensors";
    private const string VocabularyFile = "vocabulary.json", AttributesFile = "attributes.tsv";

    /// <summary>Writes a model folder as a whole; one that is there is replaced.</summary>
    /// <param name="manifest">its hashes are filled in here</param>
    /// <param name="splits">the run's splits.json, which goes with the model; null for none</param>
    public static ModelManifest Write(
        string folder, ModelManifest manifest, JttsModel model, ImageEncoder encoder, Vocabulary vocabulary, AttributeVocabulary attributes,
        string? splits = null)
    {
        AtomicFolder.Replace(folder, fresh =>
        {
            using var scope = NewDisposeScope();
            SafetensorsFile.Write(Path.Combine(fresh, CaptionerFile), model.state_dict());
            encoder.SaveWeights(Path.Combine(fresh, EncoderFile));
            vocabulary.WriteJson(Path.Combine(fresh, VocabularyFile));
            attributes.WriteTsv(Path.Combine(fresh, AttributesFile));
            if (splits is not null)
            {
                File.Copy(splits, Path.Combine(fresh, SplitFile.Name));
            }

            manifest = manifest with
            {
                CaptionerHash = WeightFile.Hash(Path.Combine(fresh, CaptionerFile)),
                EncoderHash = WeightFile.Hash(Path.Combine(fresh, EncoderFile)),
                VocabularyHash = vocabulary.Hash,
            };
            StrictJson.Write(Path.Combine(fresh, ManifestFile), manifest);
            HashList.Write(fresh);
        });
        return manifest;
    }

    /// <summary>Puts the settings that a run is resumed with into the manifest of the model it has kept, if any: a model chosen among more epochs
    /// must say so.</summary>
    public static void Restate(string folder, TrainingOptions training)
    {
        AtomicFolder.Recover(folder);
        string path = Path.Combine(folder, ManifestFile);
        if (File.Exists(path))
        {
            RequireWhole(folder, ManifestFile);
            HashList.Replace(folder, ManifestFile, JsonSerializer.SerializeToUtf8Bytes(
                RenamedSettings.Read<ModelManifest>(path, "training") with { Training = training }, StrictJson.Options));
        }
    }

    /// <summary>Finds the model in a folder: the folder itself, or its <c>model</c> (a training run's best).</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public static string Locate(string folder)
    {
        string inner = Path.Combine(folder, "model");
        AtomicFolder.Recover(inner);
        foreach (string candidate in new[] { folder, inner })
        {
            if (File.Exists(Path.Combine(candidate, ManifestFile)))
            {
                return candidate;
            }
        }

        throw new CheckpointException(Directory.Exists(folder)
            ? $"{folder}: holds no {ManifestFile}; expected a model folder or the folder of a training run that finished an epoch"
            : $"{folder}: there is no such folder; expected a model folder or the folder of a training run");
    }

    /// <summary>Reads a model folder.</summary>
    /// <exception cref="CheckpointException">Something is missing, changed, or of another version.</exception>
    public static (ModelManifest Manifest, JttsModel Model, ImageEncoder Encoder, Vocabulary Vocabulary, AttributeVocabulary Attributes) Read(
        string folder)
    {
        string manifestPath = Path.Combine(folder, ManifestFile);
        var version = StrictJson.ReadVersion(manifestPath);
        if (version != (ModelManifest.KnownFormat, ModelManifest.KnownVersion))
        {
            throw new CheckpointException(
                $"{manifestPath}: format '{version.Format}', version {version.Version}; this build reads '{ModelManifest.KnownFormat}', version {ModelManifest.KnownVersion}: "
                + "use the SkyScribe that wrote it, or train again");
        }

        var manifest = RenamedSettings.Read<ModelManifest>(manifestPath, "training");
        CheckHash(Path.Combine(folder, CaptionerFile), manifest.CaptionerHash);
        CheckHash(Path.Combine(folder, EncoderFile), manifest.EncoderHash);
        RequireWhole(folder, ManifestFile);
        RequireWhole(folder, AttributesFile);
        var vocabulary = Vocabulary.ReadJson(Path.Combine(folder, VocabularyFile));
        var attributes = AttributeVocabulary.ReadTsv(Path.Combine(folder, AttributesFile));
        Expect(folder, "words", manifest.Sizes.Words, vocabulary.Count);
        Expect(folder, "attributes", manifest.Sizes.Attributes, attributes.Count);
        if (vocabulary.Hash != manifest.VocabularyHash)
        {
            throw new CheckpointException($"{folder}: {VocabularyFile} was changed since the model was written; captions would be gibberish");
        }

        var encoder = ImageEncoder.Create(manifest.Training.Encoder.Name);
        JttsModel? model = null;
        try
        {
            encoder.Render(manifest.Training.Data.Rendering);
            encoder.LoadWeights(Path.Combine(folder, EncoderFile));
            Expect(folder, "channels", manifest.Sizes.Channels, encoder.Channels);
            model = new JttsModel(manifest.Training.Model, manifest.Sizes);
            LoadWeights(model, Path.Combine(folder, CaptionerFile));
            model.eval();
            return (manifest, model, encoder, vocabulary, attributes);
        }
        catch
        {
            model?.Dispose();
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Loads a weight file into a module, all names and shapes checked first.</summary>
    public static void LoadWeights(nn.Module module, string path)
    {
        var weights = WeightFile.Read(path);
        try
        {
            WeightLoader.Load(module, weights, path);
        }
        finally
        {
            foreach (var tensor in weights.Values)
            {
                tensor.Dispose();
            }
        }
    }

    // A model of an older version has no list of hashes; its card has those of the weights and the words.
    private static void RequireWhole(string folder, string file)
    {
        if (HashList.Problem(folder, file) is { } problem)
        {
            throw new CheckpointException($"{problem}; copy the folder again");
        }
    }

    private static void CheckHash(string path, string expected)
    {
        if (!File.Exists(path))
        {
            throw new CheckpointException($"{path}: is missing; the model folder is not complete, copy it again as a whole");
        }

        if (WeightFile.Hash(path) is var found && found != expected)
        {
            throw new CheckpointException(
                $"{path}: its SHA-256 is {found}, model.json says {expected}; the file was changed or damaged, copy the folder again");
        }
    }

    private static void Expect(string folder, string what, int stated, int found)
    {
        if (stated != found)
        {
            throw new CheckpointException($"{folder}: model.json states {stated} {what}, its files have {found}");
        }
    }
}
