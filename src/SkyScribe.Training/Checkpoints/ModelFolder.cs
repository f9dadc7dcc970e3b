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
/// with attributes <c>attributes.tsv</c>, where splits were drawn <c>splits.json</c>, and the files' hashes in <c>SHA256SUMS</c>. Nothing else is needed to caption.
/// </summary>
internal static class ModelFolder
{
    private const string CardFile = "model.json", CaptionerFile = "captioner.safetensors", EncoderFile = "encoder.safetensors";
    private const string VocabularyFile = "vocabulary.json", AttributesFile = "attributes.tsv";

    /// <summary>Writes a model folder as a whole; one that is there is replaced.</summary>
    /// <param name="card">its hashes are filled in here</param>
    /// <param name="splits">the run's splits.json, which goes with the model; null for none</param>
    public static ModelCard Write(
        string folder, ModelCard card, JttsModel model, ImageEncoder encoder, Vocabulary vocabulary, AttributeVocabulary attributes, string? splits = null)
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

            card = card with
            {
                CaptionerHash = WeightFile.Hash(Path.Combine(fresh, CaptionerFile)),
                EncoderHash = WeightFile.Hash(Path.Combine(fresh, EncoderFile)),
                VocabularyHash = vocabulary.Hash,
            };
            StrictJson.Write(Path.Combine(fresh, CardFile), card);
            HashList.Write(fresh);
        });
        return card;
    }

    /// <summary>Puts the settings that a run goes on with into the card of the model it has kept, if any: a model chosen among more epochs must say so.</summary>
    public static void Restate(string folder, TrainingOptions training)
    {
        AtomicFolder.Recover(folder);
        string path = Path.Combine(folder, CardFile);
        if (File.Exists(path))
        {
            RequireWhole(folder, CardFile);
            HashList.Replace(folder, CardFile, JsonSerializer.SerializeToUtf8Bytes(RenamedSettings.Read<ModelCard>(path, "training") with { Training = training }, StrictJson.Options));
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
            if (File.Exists(Path.Combine(candidate, CardFile)))
            {
                return candidate;
            }
        }

        throw new CheckpointException(Directory.Exists(folder)
            ? $"{folder}: holds no {CardFile}; expected a model folder or the folder of a training run that finished an epoch"
            : $"{folder}: there is no such folder; expected a model folder or the folder of a training run");
    }

    /// <summary>Reads a model folder.</summary>
    /// <exception cref="CheckpointException">Something is missing, changed, or of another version.</exception>
    public static (ModelCard Card, JttsModel Model, ImageEncoder Encoder, Vocabulary Vocabulary, AttributeVocabulary Attributes) Read(string folder)
    {
        string cardPath = Path.Combine(folder, CardFile);
        var version = StrictJson.ReadVersion(cardPath);
        if (version != (ModelCard.KnownFormat, ModelCard.KnownVersion))
        {
            throw new CheckpointException(
                $"{cardPath}: format '{version.Format}', version {version.Version}; this build reads '{ModelCard.KnownFormat}', version {ModelCard.KnownVersion}: "
                + "use the SkyScribe that wrote it, or train again");
        }

        var card = RenamedSettings.Read<ModelCard>(cardPath, "training");
        CheckHash(Path.Combine(folder, CaptionerFile), card.CaptionerHash);
        CheckHash(Path.Combine(folder, EncoderFile), card.EncoderHash);
        RequireWhole(folder, CardFile);
        RequireWhole(folder, AttributesFile);
        var vocabulary = Vocabulary.ReadJson(Path.Combine(folder, VocabularyFile));
        var attributes = AttributeVocabulary.ReadTsv(Path.Combine(folder, AttributesFile));
        Expect(folder, "words", card.Sizes.Words, vocabulary.Count);
        Expect(folder, "attributes", card.Sizes.Attributes, attributes.Count);
        if (vocabulary.Hash != card.VocabularyHash)
        {
            throw new CheckpointException($"{folder}: {VocabularyFile} was changed since the model was written; captions would be gibberish");
        }

        var encoder = ImageEncoder.Create(card.Training.Encoder.Name);
        JttsModel? model = null;
        try
        {
            encoder.LoadWeights(Path.Combine(folder, EncoderFile));
            Expect(folder, "channels", card.Sizes.Channels, encoder.Channels);
            model = new JttsModel(card.Training.Model, card.Sizes);
            LoadWeights(model, Path.Combine(folder, CaptionerFile));
            model.eval();
            return (card, model, encoder, vocabulary, attributes);
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
            throw new CheckpointException($"{path}: its SHA-256 is {found}, model.json says {expected}; the file was changed or damaged, copy the folder again");
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
