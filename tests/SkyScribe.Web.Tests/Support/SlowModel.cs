using System.Collections.Concurrent;
using SkyScribe.Decoding;
using SkyScribe.Imaging;

namespace SkyScribe.Web.Tests.Support;

/// <summary>A captioner that says a picture's size or what it is told to say, and waits for a gate before it does.</summary>
/// <remarks>Detailed captions say it twice.</remarks>
/// <param name="say">its caption of a picture; null for the size</param>
internal sealed class SlowModel(Func<RgbImage, string>? say = null) : IImageCaptioner
{
    private readonly ManualResetEventSlim _gate = new(initialState: true);

    public ModelOrigin Origin { get; } = new("none", "none", "0", "0", 0, "val", "fp32");

    public IReadOnlyList<CaptionStyle> Styles { get; } = [CaptionStyle.Plain, CaptionStyle.Detailed];

    public DecodingOptions DefaultDecoding { get; } = new();

    /// <summary>Sizes of the batches.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    public void Close() => _gate.Reset();

    public void Open() => _gate.Set();

    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        Batches.Enqueue(images.Count);
        _gate.Wait();
        string Said(RgbImage image) => say?.Invoke(image) ?? $"{image.Width} by {image.Height}";
        bool isDetailed = decoding?.Style == CaptionStyle.Detailed;
        return [.. images.Select(image => new Caption(isDetailed ? $"{Said(image)} and {Said(image)}" : Said(image), -1, [], []))];
    }

    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain) =>
        new(text.Split(' '), [.. text.Split(' ').Select(_ => (float[])[1])], 1, 1);

    public void Dispose() => _gate.Dispose();
}
