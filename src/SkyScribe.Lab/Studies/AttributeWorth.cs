using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Attributes;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Lab.Evaluation;
using SkyScribe.Metrics;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Lab.Studies;

/// <summary>How good a model's attributes are on val, and what they are worth to its captions: the same model writes with its own, with the true
/// ones, with another image's, and with all.</summary>
internal static class AttributeWorth
{
    private const int BatchImages = 30;
    private static readonly string[] Metrics = ["Bleu_4", "METEOR", "ROUGE_L", "CIDEr"];

    public static void Write(TextWriter output, string modelFolder, string captionFile, string imageFolder)
    {
        var (manifest, model, encoder, vocabulary, attributes) = ModelFolder.Read(ModelFolder.Locate(modelFolder));
        using var ownedModel = model;
        using var ownedEncoder = encoder;
        using var guard = no_grad();
        var dataset = TrainedSplits.Read(
            CaptionSource.Parse(captionFile), [modelFolder], new DatasetReaderOptions { SentenceSource = manifest.Training.Data.Sentences });
        var images = dataset.Split("val");
        float[][] labels = [.. images.Select(image => attributes.LabelsOf(dataset.WordsOf(image)))];
        using var features = Features(encoder, images, imageFolder);
        using var engine = new EngineFactory(model);
        var search = new Search(engine, features, vocabulary, attributes,
            new DecodingOptions { BeamSize = manifest.Training.BeamSize, MaxWords = manifest.Training.MaxWords });
        var own = search.Describe(null);
        output.WriteLine(
            $"{dataset.Name} val, {images.Count} images, captions {dataset.Hash[..12]}; {manifest.Training.Model.Ablation}, seed {manifest.Training.Seed}, epoch {manifest.Epoch}, model {manifest.CaptionerHash[..12]}\n");
        Quality(output, own, labels, attributes);

        // An image without any attribute keeps its own: Eq. 15 divides by their number.
        float[] All(int image) => [.. labels[image].Select(_ => 1f)];
        float[] Other(int image) => labels[(image + images.Count / 2) % images.Count];
        float[] Sampled(int image) =>
            [.. Enumerable.Range(0, attributes.Count).Select(k => own[image].Attributes.First(a => a.Name == attributes.Name(k)).Sampled ? 1f : 0f)];
        float[] Filled(float[] wanted, int image) => wanted.Sum() > 0 ? wanted : Sampled(image);
        output.WriteLine("| attributes that the captions are written with | " + string.Join(" | ", Metrics) + " |\n|---|"
            + string.Concat(Metrics.Select(_ => "---|")));
        Row(output, "its own, as sampled", own, images);
        Row(output, "the true ones", search.Describe(image => Filled(labels[image], image)), images);
        Row(output, "those of an image half the split away", search.Describe(image => Filled(Other(image), image)), images);
        Row(output, "all", search.Describe(All), images);
    }

    private static void Quality(TextWriter output, IReadOnlyList<Caption> captions, float[][] labels, AttributeVocabulary attributes)
    {
        int hits = 0, sampled = 0, truths = 0;
        double precisions = 0;
        for (int image = 0; image < labels.Length; image++)
        {
            var truth = Enumerable.Range(0, attributes.Count).Where(k => labels[image][k] > 0).Select(attributes.Name).ToHashSet();
            var found = captions[image].Attributes;                                                          // most probable first
            hits += found.Count(attribute => attribute.Sampled && truth.Contains(attribute.Name));
            sampled += found.Count(attribute => attribute.Sampled);
            truths += truth.Count;
            double right = 0, sum = 0;
            for (int rank = 0; rank < found.Count; rank++)
            {
                if (truth.Contains(found[rank].Name))
                {
                    sum += ++right / (rank + 1);
                }
            }

            precisions += truth.Count > 0 ? sum / truth.Count : 1;
        }

        double precision = hits / (double)sampled, recall = hits / (double)truths;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Sampled attributes: precision {precision:f3}, recall {recall:f3}, F1 {2 * precision * recall / (precision + recall):f3}; {sampled / (double)labels.Length:f1} an image, {truths / (double)labels.Length:f1} are true; mean average precision of the ranking {precisions / labels.Length:f3}\n"));
    }

    private static void Row(TextWriter output, string name, IReadOnlyList<Caption> captions, IReadOnlyList<CaptionedImage> images)
    {
        var scores = new CaptionScorer(ModelEvaluator.DefaultScoring).Score(
            [.. captions.Select(caption => caption.Text)],
            [.. images.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])], null, default);
        output.WriteLine($"| {name} | "
            + string.Join(" | ", Metrics.Select(metric => scores.ByName[metric].Corpus.ToString("f4", CultureInfo.InvariantCulture))) + " |");
    }

    private static Tensor Features(ImageEncoder encoder, IReadOnlyList<CaptionedImage> images, string folder)
    {
        var files = new ImageFolder(folder);
        var parts = images.Chunk(BatchImages).Select(chunk => LiveFeatureSource.Encode(
            encoder, [.. chunk.Select(image => ImageReader.Read(files.PathOf(image), null, encoder.Preprocessing.Rendering))])).ToArray();
        var whole = cat(parts, 0);
        foreach (var part in parts)
        {
            part.Dispose();
        }

        return whole;
    }

    /// <summary>The model over all images, with attributes of our choice.</summary>
    private sealed class Search(
        EngineFactory engine, Tensor features, SkyScribe.Text.Vocabulary vocabulary, AttributeVocabulary attributes, DecodingOptions options)
    {
        /// <param name="attributesOf">the attributes of an image [K]; null leaves the model its own</param>
        public IReadOnlyList<Caption> Describe(Func<int, float[]>? attributesOf)
        {
            var captions = new List<Caption>();
            while (captions.Count < features.shape[0])
            {
                int start = captions.Count, count = (int)Math.Min(BatchImages, features.shape[0] - start);
                using var scope = NewDisposeScope();
                var chosen = attributesOf is null ? null
                    : tensor(Enumerable.Range(start, count).SelectMany(attributesOf).ToArray(), [count, attributes.Count]);
                captions.AddRange(CaptionSearch.Describe(engine, features.narrow(0, start, count), vocabulary, attributes, options, chosen));
            }

            return captions;
        }
    }
}
