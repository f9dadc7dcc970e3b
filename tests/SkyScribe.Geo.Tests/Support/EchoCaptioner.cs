using System.Globalization;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>A model that says what the picture's first pixel is, so that tests see which tile it was given.</summary>
internal sealed class EchoCaptioner : IImageCaptioner
{
    public ModelOrigin Origin { get; } = new("full", "none", "e", "echo", 1, "val", "fp32");

    public DecodingOptions DefaultDecoding { get; } = new();

    public ResolutionRange? Resolution { get; init; }

    public int Pictures { get; private set; }

    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        Pictures += images.Count;
        return [.. images.Select(image => new Caption(
            string.Create(CultureInfo.InvariantCulture, $"pixel {image.Pixels[0]} {image.Pixels[1]} {image.Pixels[2]}"), -1,
            [new CaptionAttribute("water", image.Pixels[0] / 255.0, image.Pixels[0] > 127), new CaptionAttribute("trees", 0.25, false)],
            []) { Confidence = 0.5, IsOutOfDomain = false })];
    }

    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
