using System.Diagnostics;
using SkyScribe;
using SkyScribe.Cli;
using SkyScribe.Cli.Commands;
using SkyScribe.Decoding;
using SkyScribe.Imaging;

// The command 'batch' of the tool, as a process of its own, with a model that is slow enough to be killed in the middle of a shard, that throws at
// pictures of one colour and kills its process at those of another.
return await Tool.RunProcessAsync(() => new Tool("probe", "Commands of batch with inputs that are poison.",
    [BatchCommand.Create(new PoisonModels())]), args);

/// <summary>Opens packages.</summary>
internal sealed class PoisonModels : ICaptionModels
{
    public string Description => "Folder of a model package.";

    public IImageCaptioner Open(string? path, int threads = 0, ImageLimits? limits = null, Rendering? rendering = null) =>
        new PoisonCaptioner(Captioner.Load(path, new CaptionerOptions { Threads = threads, Rendering = rendering }));
}

/// <summary>A package's captions, slowly, and poison.</summary>
internal sealed class PoisonCaptioner(Captioner inner) : IImageCaptioner
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(60);

    public ModelOrigin Origin => inner.Origin;

    public DecodingOptions DefaultDecoding => inner.DefaultDecoding;

    public Rendering Rendering => inner.Rendering;

    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        Thread.Sleep(Slowness);
        if (images.Any(image => image.Pixels is [255, 0, 255, ..]))
        {
            throw new InvalidOperationException("this picture is poison");
        }

        if (images.Any(image => image.Pixels is [255, 255, 0, ..]))
        {
            Process.GetCurrentProcess().Kill();
        }

        return inner.Describe(images, decoding);
    }

    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default) =>
        inner.DescribeFilesAsync(paths, decoding, cancellation);

    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain) => inner.Explain(image, text, style);

    public void Dispose() => inner.Dispose();
}
