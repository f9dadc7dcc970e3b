using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Models;
using SkyScribe.Text;

namespace SkyScribe;

/// <summary>Captions images with a model package. Safe for use by any number of threads at once; make one and share it.</summary>
public sealed class Captioner : IImageCaptioner
{
    private readonly CaptionerOptions _options;
    private readonly ILogger _logger;
    private readonly CaptionTrust? _trust;
    private readonly ConcurrentDictionary<(int Images, int Beam, bool IsBulk), ConcurrentBag<CaptionWorkspace>> _idle = new();
    private readonly ConcurrentBag<CaptionWorkspace> _all = [];
    private readonly Lazy<(InferenceSession Encoder, InferenceSession Decoder)> _single, _bulk;

    private Captioner(ModelPackage package, CaptionerOptions options, ILogger logger)
    {
        (Package, _options, _logger) = (package, options, logger);
        _trust = package.Manifest.Trust is { } calibration ? new CaptionTrust(calibration) : null;
        _single = new(() => Open(Threads));
        _bulk = new(() => Threads == 1 ? _single.Value : Open(1));
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
                manifest.Ablation, manifest.Encoder.Name, manifest.Encoder.WeightsHash, manifest.Files[ModelPackage.DecoderFile].Sha256, manifest.Seed, manifest.SelectedOn, manifest.Precision);
        }
    }

    /// <inheritdoc/>
    public DecodingOptions DefaultDecoding => Package.DefaultDecoding;

    private int Threads => _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount;

    /// <summary>Opens a model package.</summary>
    /// <param name="folder">the package; null takes the one that comes with the program (<see cref="BundledModel"/>)</param>
    /// <param name="options">threads and batch; null takes the defaults</param>
    /// <param name="logger">is told what was opened; null for nobody</param>
    /// <exception cref="PackageException">The package is incomplete, was changed, is of another version, or its graphs are not what they should be.</exception>
    public static Captioner Load(string? folder = null, CaptionerOptions? options = null, ILogger<Captioner>? logger = null)
    {
        options ??= new CaptionerOptions();
        options.Validate();
        var clock = Stopwatch.StartNew();
        var package = ModelPackage.Read(folder ?? BundledModel.Folder);
        var captioner = new Captioner(package, options, logger ?? NullLogger<Captioner>.Instance);
        captioner._logger.LogInformation("opened model {Model} ({Precision}, {Words} words) from {Folder} in {Milliseconds} ms", package.Manifest.Name, package.Manifest.Precision, package.Manifest.Words, package.Folder, clock.ElapsedMilliseconds);
        return captioner;
    }

    /// <summary>Captions one image.</summary>
    /// <param name="image">any size; it is resized as in training</param>
    /// <param name="decoding">beam, words, alternatives; null takes what val was scored with</param>
    public Caption Describe(RgbImage image, DecodingOptions? decoding = null) => Describe([image], decoding)[0];

    /// <summary>Captions one image file.</summary>
    /// <exception cref="ImageException">The file is no image that can be read.</exception>
    public Caption Describe(string path, DecodingOptions? decoding = null) => Describe(ImageReader.Read(path), decoding);

    /// <inheritdoc/>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var search = decoding ?? Package.DefaultDecoding;
        search.Validate();
        var captions = new List<Caption>(images.Count);
        foreach (var batch in images.Chunk(_options.BatchImages))
        {
            captions.AddRange(Batch(batch, search, isBulk: false, CancellationToken.None));
        }

        return captions;
    }

    /// <summary>Captions with the descriptor of each image, for calibration.</summary>
    internal IReadOnlyList<(Caption Caption, float[] Descriptor)> DescribeWithFeatures(IReadOnlyList<RgbImage> images)
    {
        var features = new List<float[]>();
        var captions = images.Chunk(_options.BatchImages).SelectMany(batch => Batch(batch, Package.DefaultDecoding, isBulk: false, CancellationToken.None, features)).ToArray();
        return [.. captions.Zip(features)];
    }

    /// <inheritdoc/>
    /// <remarks>As many batches are captioned side by side as there are threads.</remarks>
    public async IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var search = decoding ?? Package.DefaultDecoding;
        search.Validate();
        await foreach (var batch in SideBySide.Run(paths.Chunk(_options.BatchImages), (batch, stop) => Files(batch, search, stop), Threads, cancellation).ConfigureAwait(false))
        {
            foreach (var file in batch)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return file;
            }
        }
    }

    /// <inheritdoc/>
    public AttentionMaps Explain(RgbImage image, string text)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var workspace = Rent(1, 1, isBulk: false);
        Package.Manifest.Preprocessing.Apply(image, workspace.Pixels);
        workspace.Encode();
        float[] ignored = new float[workspace.VocabularySize];
        var maps = new List<float[]>();
        int last = Vocabulary.Begin;
        foreach (string word in words)
        {
            workspace.Step([0], [last], ignored);
            maps.Add(workspace.Attention[..Package.Manifest.Encoder.Regions].ToArray());
            last = Package.Vocabulary[word];
        }

        Return(workspace, isBulk: false);
        return new AttentionMaps(words, maps, Package.Manifest.Encoder.GridRows, Package.Manifest.Encoder.GridColumns);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var workspace in _all)
        {
            workspace.Dispose();
        }

        foreach (var sessions in new[] { _single, _bulk }.Where(lazy => lazy.IsValueCreated).Select(lazy => lazy.Value).Distinct())
        {
            sessions.Encoder.Dispose();
            sessions.Decoder.Dispose();
        }
    }

    private CaptionedFile[] Files(string[] paths, DecodingOptions search, CancellationToken cancellation)
    {
        var results = new CaptionedFile[paths.Length];
        var pictures = new List<RgbImage>();
        var places = new List<int>();
        for (int i = 0; i < paths.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                int size = Package.Manifest.Preprocessing.Size;
                pictures.Add(Resampler.Resize(ImageReader.Read(paths[i]), size, size, Package.Manifest.Preprocessing.Filter));   // a big picture does not stay in memory
                places.Add(i);
            }
            catch (ImageException problem)
            {
                results[i] = new CaptionedFile(paths[i], null, problem);
                Telemetry.Failures.Add(1);
                _logger.LogWarning("{Problem}", problem.Message);
            }
        }

        var captions = pictures.Count == 0 ? [] : Batch(pictures, search, isBulk: true, cancellation);
        for (int i = 0; i < captions.Length; i++)
        {
            results[places[i]] = new CaptionedFile(paths[places[i]], captions[i], null);
        }

        return results;
    }

    private Caption[] Batch(IReadOnlyList<RgbImage> images, DecodingOptions search, bool isBulk, CancellationToken cancellation, List<float[]>? descriptors = null)
    {
        using var activity = Telemetry.Source.StartActivity("caption");
        activity?.SetTag("skyscribe.images", images.Count);
        long start = Stopwatch.GetTimestamp();
        var workspace = Rent(images.Count, search.BeamSize, isBulk);
        int values = workspace.Pixels.Length / images.Count;
        for (int i = 0; i < images.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(images[i]);
            Package.Manifest.Preprocessing.Apply(images[i], workspace.Pixels.AsSpan(i * values, values));
        }

        cancellation.ThrowIfCancellationRequested();
        workspace.Encode();
        var found = BeamSearch.Search(workspace, SpecialWords.Default, search);
        var captions = found.Select((hypotheses, image) => CaptionOf(workspace, image, hypotheses)).ToArray();
        int features = workspace.Features.Length / images.Count;
        descriptors?.AddRange(Enumerable.Range(0, images.Count).Select(image => CaptionTrust.Descriptor(workspace.Features.AsSpan(image * features, features), Package.Manifest.Encoder.Channels)));
        Return(workspace, isBulk);   // one that failed is not used again
        Telemetry.Images.Add(images.Count);
        Telemetry.Seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        return captions;
    }

    private Caption CaptionOf(CaptionWorkspace workspace, int image, IReadOnlyList<Hypothesis> hypotheses)
    {
        var names = Package.Manifest.Attributes;
        int offset = image * names.Count;
        var caption = Caption.Of(hypotheses, Package.Vocabulary, names, workspace.Probabilities.AsSpan(offset, names.Count), workspace.Sampled.AsSpan(offset, names.Count));
        if (_trust is null)
        {
            return caption;
        }

        int size = workspace.Features.Length / workspace.ImageCount;
        double distance = _trust.Distance(workspace.Features.AsSpan(image * size, size));
        return caption with { Confidence = _trust.Confidence(CaptionTrust.SignalsOf(caption, distance)), IsOutOfDomain = _trust.IsOutOfDomain(distance) };
    }

    private CaptionWorkspace Rent(int images, int beam, bool isBulk)
    {
        if (_idle.TryGetValue((images, beam, isBulk), out var bag) && bag.TryTake(out var idle))
        {
            return idle;
        }

        var (encoder, decoder) = isBulk ? _bulk.Value : _single.Value;
        var workspace = new CaptionWorkspace(Package.Manifest, encoder, decoder, images, beam);
        _all.Add(workspace);
        return workspace;
    }

    private void Return(CaptionWorkspace workspace, bool isBulk) => _idle.GetOrAdd((workspace.ImageCount, workspace.Beam, isBulk), _ => []).Add(workspace);

    private (InferenceSession Encoder, InferenceSession Decoder) Open(int threads) => PackageSessions.Open(Package, threads);
}
