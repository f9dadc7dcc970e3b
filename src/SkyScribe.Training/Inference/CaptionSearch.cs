using System.Runtime.CompilerServices;
using SkyScribe.Datasets.Attributes;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Text;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Inference;

/// <summary>Features in, captions out: the one place where a search, a model and its vocabularies meet.</summary>
internal static class CaptionSearch
{
    // Few enough that the first captions come soon, enough that the encoder is busy.
    private const int BatchImages = 16;

    /// <summary>Captions a batch of images. The model must be in evaluation mode.</summary>
    /// <param name="engine">the model's</param>
    /// <param name="features">x [B, C, R]</param>
    /// <param name="chosen">attributes to write with instead of the sampled ones [B, K]</param>
    public static IReadOnlyList<Caption> Describe(
        EngineFactory engine, Tensor features, Vocabulary vocabulary, AttributeVocabulary attributes, DecodingOptions options, Tensor? chosen = null)
    {
        using var stepper = new JttsStepper(engine, features, chosen);
        return Describe(stepper, stepper.Probabilities, stepper.Sampled, vocabulary, attributes, options);
    }

    /// <summary>Captions the images of a stepper.</summary>
    /// <param name="probabilities">y_a, row-major [B, K]; null for a model without attributes</param>
    /// <param name="sampled">y_s, row-major [B, K], null where nothing is sampled</param>
    public static IReadOnlyList<Caption> Describe(
        ICaptionStepper stepper, float[]? probabilities, float[]? sampled, Vocabulary vocabulary, AttributeVocabulary attributes,
        DecodingOptions options)
    {
        var found = StyledSearch.Search(stepper, vocabulary, attributes.Names, options);
        var captions = new Caption[found.Count];
        for (int image = 0; image < captions.Length; image++)
        {
            int offset = image * attributes.Count;
            captions[image] = Caption.Of(found[image], vocabulary, attributes.Names, Own(probabilities, offset), Own(sampled, offset))
                .WithGroups(found[image], vocabulary);
        }

        return captions;

        ReadOnlySpan<float> Own(float[]? all, int offset) => all is null ? [] : all.AsSpan(offset, attributes.Count);
    }

    /// <summary>Captions files in batches, for a captioner that is not safe for several threads.</summary>
    /// <param name="captioner">captions the pictures of a batch</param>
    /// <param name="lifetime">the captioner's: once it was disposed of, no file comes any more</param>
    /// <param name="read">reads a picture</param>
    public static async IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IImageCaptioner captioner,
        Lifetime lifetime,
        Func<string, RgbImage> read,
        IEnumerable<string> paths,
        DecodingOptions? decoding,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string[] batch in paths.Chunk(BatchImages))
        {
            // Tensors belong to the thread that makes them, so all of a batch is done before anything is awaited.
            var files = await Task.Run(() => DescribeFiles(captioner, read, batch, decoding), cancellation).ConfigureAwait(false);
            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                lifetime.Check();
                yield return file;
            }
        }
    }

    private static CaptionedFile[] DescribeFiles(IImageCaptioner captioner, Func<string, RgbImage> read, string[] paths, DecodingOptions? decoding)
    {
        var pictures = new List<RgbImage>();
        var results = paths.Select(path =>
        {
            try
            {
                pictures.Add(read(path));
                return null;
            }
            catch (ImageException problem)
            {
                return new CaptionedFile(path, null, problem);
            }
        }).ToArray();
        var captions = new Queue<(Caption Caption, RgbImage Picture)>(captioner.Describe(pictures, decoding).Zip(pictures));
        return [.. results.Zip(paths, (result, path) => result ?? Captioned(path, captions.Dequeue()))];

        static CaptionedFile Captioned(string path, (Caption Caption, RgbImage Picture) described) =>
            new(path, described.Caption, null) { Remarks = described.Picture.Remarks };
    }
}
