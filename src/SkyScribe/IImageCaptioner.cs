using System.Runtime.CompilerServices;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe;

/// <summary>Something that captions images: a model package (<see cref="Captioner"/>), or a model fresh from training.</summary>
public interface IImageCaptioner : IDisposable
{
    /// <summary>What it is and where it comes from.</summary>
    ModelOrigin Origin { get; }

    /// <summary>The search that val was scored with.</summary>
    DecodingOptions DefaultDecoding { get; }

    /// <summary>Bands and mapping to 8 bits of the pictures that it reads from files: those of its training, unless it was opened with others.
    /// Pictures that are read for it elsewhere should be read with the same.</summary>
    Rendering Rendering => Rendering.Default;

    /// <summary>The styles that it can caption in; any other is refused with an <see cref="ArgumentException"/>.</summary>
    IReadOnlyList<CaptionStyle> Styles => [CaptionStyle.Plain];

    /// <summary>The ground resolutions that it is good at; null where that is not known.</summary>
    ResolutionRange? Resolution => null;

    /// <summary>Captions images; an image's caption does not depend on the others.</summary>
    /// <param name="images">any sizes; each is resized as in training</param>
    /// <param name="decoding">beam, words, alternatives; null takes <see cref="DefaultDecoding"/></param>
    IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null);

    /// <summary>Captions any number of images with bounded memory; captions come in the images' order. An image's caption does not depend on the
    /// others.</summary>
    /// <param name="images">any sizes, asked for as they are needed</param>
    /// <param name="decoding">beam, words, alternatives; null takes <see cref="DefaultDecoding"/></param>
    /// <param name="cancellation">ends the work</param>
    async IAsyncEnumerable<Caption> DescribeAsync(
        IEnumerable<RgbImage> images, DecodingOptions? decoding = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        const int BatchImages = 8;
        foreach (RgbImage[] batch in images.Chunk(BatchImages))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (Caption caption in await Task.Run(() => Describe(batch, decoding), cancellation).ConfigureAwait(false))
            {
                yield return caption;
            }
        }
    }

    /// <summary>Captions any number of files with bounded memory; results come in the files' order.</summary>
    /// <param name="paths">the files, read as they are needed</param>
    /// <param name="decoding">beam, words, alternatives; null takes <see cref="DefaultDecoding"/></param>
    /// <param name="cancellation">ends the work</param>
    /// <returns>one result a file; a file that cannot be read has an error instead of a caption</returns>
    IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default);

    /// <summary>Where the model looked when it wrote each word of a caption (Eq. 27, as in the paper's Fig. 8).</summary>
    /// <param name="image">the image</param>
    /// <param name="text">a caption of it: words that the model knows, separated by blanks</param>
    /// <param name="style">the caption's</param>
    AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain);
}

/// <summary>What a model is and where it comes from; the foot of every table of its scores.</summary>
/// <param name="Ablation">row of the ablation table that it is</param>
/// <param name="Encoder">the encoder's name</param>
/// <param name="EncoderHash">SHA-256 of the encoder's weights</param>
/// <param name="ModelHash">SHA-256 of the captioner's weights</param>
/// <param name="Seed">seed of its training</param>
/// <param name="SelectedOn">what it was chosen by among its run's epochs</param>
/// <param name="Precision">fp32 or int8</param>
public sealed record ModelOrigin(
    string Ablation, string Encoder, string EncoderHash, string ModelHash, ulong Seed, string SelectedOn, string Precision)
{
    /// <summary>Whether it was chosen on val, not on test: only then can its scores be compared with others', and a table must mark those of any
    /// other.</summary>
    public bool IsSelectedOnVal =>
        SelectedOn.Contains("val", StringComparison.OrdinalIgnoreCase) && !SelectedOn.Contains("test", StringComparison.OrdinalIgnoreCase);
}
