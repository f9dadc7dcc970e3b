using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe;

/// <summary>Captions images with a model package. Safe for use by any number of threads at once; make one and share it.</summary>
/// <remarks>Disposing of it waits for the calls under way, also for those batches of <see cref="DescribeFilesAsync"/> that are being captioned. Later
/// calls, and the next file of such an enumeration, get an <see cref="ObjectDisposedException"/>. Within the body of an <c>await foreach</c> over
/// such an enumeration it may be disposed of too: no batch waits for that body. Within a call (from a logger, say) disposing does not wait; the
/// memory is freed when the call ends.</remarks>
public sealed class Captioner : IImageCaptioner
{
    private readonly CaptionerOptions _options;
    private readonly ILogger _logger;
    private readonly ImageLimits _limits;
    private readonly Preprocessing _preprocessing;
    private readonly BatchCaptioner _batches;
    private readonly Lifetime _lifetime;

    private Captioner(ModelPackage package, CaptionerOptions options, ILogger logger)
    {
        (Package, _options, _logger, _limits) = (package, options, logger, options.Limits());
        _preprocessing = options.Rendering is { } rendering ? package.Manifest.Preprocessing with { Rendering = rendering }
            : package.Manifest.Preprocessing;
        _batches = new BatchCaptioner(package, options);
        _lifetime = new Lifetime(this, _batches.Dispose);
    }

    /// <summary>The model.</summary>
    public ModelPackage Package { get; }

    /// <inheritdoc/>
    public ModelOrigin Origin
    {
        get
        {
            var manifest = Package.Manifest;
            return new ModelOrigin(
                manifest.Ablation, manifest.Encoder.Name, manifest.Encoder.WeightsHash, manifest.Files[ModelPackage.DecoderFile].Sha256,
                manifest.Seed, manifest.SelectedOn, manifest.Precision);
        }
    }

    /// <inheritdoc/>
    public DecodingOptions DefaultDecoding => Package.DefaultDecoding;

    /// <inheritdoc/>
    public IReadOnlyList<CaptionStyle> Styles => SpecialWords.StylesOf(Package.Vocabulary);

    /// <inheritdoc/>
    public Rendering Rendering => _preprocessing.Rendering;

    /// <inheritdoc/>
    public ResolutionRange? Resolution => Package.Resolution;

    /// <summary>The buffers of calls under way and of the next ones.</summary>
    internal WorkspacePool Pool => _batches.Pool;

    /// <summary>Opens a model package.</summary>
    /// <param name="folder">the package; null takes the one that comes with the program (<see cref="BundledModel"/>)</param>
    /// <param name="options">threads and batch; null takes the defaults</param>
    /// <param name="logger">is told what was opened; null for nobody</param>
    /// <exception cref="PackageException">The package is incomplete, was changed, is of another version, or its graphs are not what they should
    /// be.</exception>
    public static Captioner Load(string? folder = null, CaptionerOptions? options = null, ILogger<Captioner>? logger = null)
    {
        options ??= new CaptionerOptions();
        options.Validate();
        var clock = Stopwatch.StartNew();
        var package = ModelPackage.Read(folder ?? BundledModel.Folder);
        var captioner = new Captioner(package, options, logger ?? NullLogger<Captioner>.Instance);
        captioner._logger.LogInformation("opened model {Model} ({Precision}, {Words} words) from {Folder} in {Milliseconds} ms",
            package.Manifest.Name, package.Manifest.Precision, package.Manifest.Words, package.Folder, clock.ElapsedMilliseconds);
        return captioner;
    }

    /// <summary>Captions one image.</summary>
    /// <param name="image">any size; it is resized as in training</param>
    /// <param name="decoding">beam, words, alternatives; null takes what val was scored with</param>
    public Caption Describe(RgbImage image, DecodingOptions? decoding = null) => Describe([image], decoding)[0];

    /// <summary>Captions one image file.</summary>
    /// <exception cref="ImageException">The file is no image that can be read.</exception>
    public Caption Describe(string path, DecodingOptions? decoding = null)
    {
        var search = Checked(decoding);
        using var use = _lifetime.Enter();
        return InBatches([Read(path)], search)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var search = Checked(decoding);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i] is null)
            {
                throw new ArgumentNullException(nameof(images), $"image {i} of {images.Count} is null");
            }
        }

        using var use = _lifetime.Enter();
        return InBatches(images, search);
    }

    /// <summary>Captions with the descriptor of each image, for calibration.</summary>
    internal IReadOnlyList<(Caption Caption, float[] Descriptor)> DescribeWithFeatures(IReadOnlyList<RgbImage> images)
    {
        using var use = _lifetime.Enter();
        var features = new List<float[]>();
        var captions = images.Chunk(_options.BatchImages)
            .SelectMany(batch => _batches.Describe(batch, Package.DefaultDecoding, isBulk: false, CancellationToken.None, features)).ToArray();
        return [.. captions.Zip(features)];
    }

    /// <inheritdoc/>
    /// <remarks>As many batches are captioned side by side as there are threads.</remarks>
    public async IAsyncEnumerable<Caption> DescribeAsync(
        IEnumerable<RgbImage> images, DecodingOptions? decoding = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        await foreach (var batch in DescribeBatchesAsync(images.Chunk(_options.BatchImages), decoding, cancellation).ConfigureAwait(false))
        {
            foreach (var caption in batch)
            {
                yield return caption;
            }
        }
    }

    /// <summary>Captions batches side by side; results come in the batches' order. A batch may be empty, and may be larger than the options'
    /// batch.</summary>
    internal IAsyncEnumerable<IReadOnlyList<Caption>> DescribeBatchesAsync(
        IEnumerable<IReadOnlyList<RgbImage>> batches, DecodingOptions? decoding, CancellationToken cancellation)
    {
        var search = Checked(decoding);
        _lifetime.Check();
        return SideBySide.Run(batches, (batch, stop) => Images(batch, search, stop), _batches.Threads, cancellation);
    }

    /// <summary>As <see cref="DescribeBatchesAsync"/>, with the pooled features of each image.</summary>
    internal IAsyncEnumerable<IReadOnlyList<(Caption Caption, float[] Features)>> DescribeBatchesWithFeaturesAsync(
        IEnumerable<IReadOnlyList<RgbImage>> batches, CancellationToken cancellation)
    {
        _lifetime.Check();
        return SideBySide.Run(batches, (batch, stop) => ImagesWithFeatures(batch, stop), _batches.Threads, cancellation);
    }

    /// <summary>What an image looks like to the model: the mean over the picture of each of the encoder's channels, as a vector of length 1. The
    /// product of two images' is their cosine.</summary>
    internal float[] FeaturesOf(RgbImage image) => PooledFeatures.Of(DescribeWithFeatures([image])[0].Descriptor);

    /// <inheritdoc/>
    /// <remarks>As many batches are captioned side by side as there are threads.</remarks>
    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var search = Checked(decoding);
        _lifetime.Check();
        return DescribeAll(paths, search, cancellation);
    }

    private async IAsyncEnumerable<CaptionedFile> DescribeAll(
        IEnumerable<string> paths, DecodingOptions search, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var batch in SideBySide.Run(
            paths.Chunk(_options.BatchImages), (batch, stop) => Files(batch, search, stop), _batches.Threads, cancellation).ConfigureAwait(false))
        {
            foreach (var file in batch)
            {
                cancellation.ThrowIfCancellationRequested();
                _lifetime.Check();
                yield return file;
            }
        }
    }

    /// <inheritdoc/>
    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var use = _lifetime.Enter();
        using var loan = _batches.Rent(1, 1, isBulk: false);
        var workspace = loan.Workspace;
        Package.Manifest.Preprocessing.Apply(image, workspace.Pixels);
        workspace.Encode();
        float[] ignored = new float[workspace.VocabularySize];
        var maps = new List<float[]>();
        int last = SpecialWords.Of(Package.Vocabulary, style).Begin;
        foreach (string word in words)
        {
            workspace.Step([0], [last], ignored);
            maps.Add(workspace.Attention[..Package.Manifest.Encoder.Regions].ToArray());
            last = Package.Vocabulary[word];
        }

        return new AttentionMaps(words, maps, Package.Manifest.Encoder.GridRows, Package.Manifest.Encoder.GridColumns);
    }

    /// <inheritdoc/>
    /// <remarks>May be called at any time, more than once, and by several threads; see the class.</remarks>
    public void Dispose() => _lifetime.Close();

    private DecodingOptions Checked(DecodingOptions? decoding)
    {
        var search = decoding ?? Package.DefaultDecoding;
        search.Validate();
        _ = SpecialWords.Of(Package.Vocabulary, search.Style);
        return search;
    }

    private List<Caption> InBatches(IReadOnlyList<RgbImage> images, DecodingOptions search)
    {
        var captions = new List<Caption>(images.Count);
        foreach (var batch in images.Chunk(_options.BatchImages))
        {
            captions.AddRange(_batches.Describe(batch, search, isBulk: false, CancellationToken.None));
        }

        return captions;
    }

    // A large picture is never held as a whole.
    private RgbImage Read(string path) => ImageReader.ReadResized(path, _preprocessing, _limits);

    private IReadOnlyList<Caption> Images(IReadOnlyList<RgbImage> images, DecodingOptions search, CancellationToken cancellation)
    {
        using var use = _lifetime.Enter();
        return [.. images.Chunk(_options.BatchImages).SelectMany(batch => _batches.Describe(batch, search, isBulk: true, cancellation))];
    }

    private IReadOnlyList<(Caption Caption, float[] Features)> ImagesWithFeatures(IReadOnlyList<RgbImage> images, CancellationToken cancellation)
    {
        using var use = _lifetime.Enter();
        var descriptors = new List<float[]>(images.Count);
        Caption[] captions = [
            .. images.Chunk(_options.BatchImages)
            .SelectMany(batch => _batches.Describe(batch, Package.DefaultDecoding, isBulk: true, cancellation, descriptors))];
        return [.. captions.Zip(descriptors.Select(descriptor => PooledFeatures.Of(descriptor)))];
    }

    private CaptionedFile[] Files(string[] paths, DecodingOptions search, CancellationToken cancellation)
    {
        using var use = _lifetime.Enter();
        var results = new CaptionedFile[paths.Length];
        var pictures = new List<RgbImage>();
        var places = new List<int>();
        for (int i = 0; i < paths.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                pictures.Add(Read(paths[i]));
                places.Add(i);
            }
            catch (ImageException problem)
            {
                results[i] = new CaptionedFile(paths[i], null, problem);
                Telemetry.Failures.Add(1);
                _logger.LogWarning("{Problem}", problem.Message);
            }
        }

        var captions = pictures.Count == 0 ? [] : _batches.Describe(pictures, search, isBulk: true, cancellation);
        for (int i = 0; i < captions.Length; i++)
        {
            results[places[i]] = new CaptionedFile(paths[places[i]], captions[i], null) { Remarks = pictures[i].Remarks };
        }

        return results;
    }
}
