using System.Diagnostics;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe;

/// <summary>Captions batches of pictures with a model package: the one place where its graphs, a search and its trust meet. Safe for use by any
/// number of threads; who disposes of it sees to it that no call is under way.</summary>
internal sealed class BatchCaptioner : IDisposable
{
    private readonly ModelPackage _package;
    private readonly CaptionerOptions _options;
    private readonly CaptionTrust? _trust;
    private readonly Lock _opening = new();
    private PackageSessions? _single, _bulk;

    public BatchCaptioner(ModelPackage package, CaptionerOptions options)
    {
        (_package, _options, _trust) = (package, options, package.Trust);
        Pool = new WorkspacePool(package.Manifest, (long)options.IdleMegabytes << 20);
    }

    /// <summary>The buffers of calls under way and of the next ones.</summary>
    public WorkspacePool Pool { get; }

    /// <summary>How many threads work.</summary>
    public int Threads => _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount;

    /// <summary>Captions pictures in one go.</summary>
    /// <param name="images">at least one</param>
    /// <param name="search">in a style that the model knows</param>
    /// <param name="isBulk">whether other batches are captioned beside it, so that one thread is enough for each</param>
    /// <param name="cancellation">looked at before the encoder runs</param>
    /// <param name="descriptors">gets what each picture looks like to the model; null for nobody</param>
    public Caption[] Describe(
        IReadOnlyList<RgbImage> images, DecodingOptions search, bool isBulk, CancellationToken cancellation, List<float[]>? descriptors = null)
    {
        using var activity = Telemetry.Source.StartActivity("caption");
        activity?.SetTag("skyscribe.images", images.Count);
        long start = Stopwatch.GetTimestamp();
        using var loan = Rent(images.Count, search.Rows, isBulk);
        var workspace = loan.Workspace;
        int values = workspace.Pixels.Length / images.Count;
        for (int i = 0; i < images.Count; i++)
        {
            _package.Manifest.Preprocessing.Apply(images[i], workspace.Pixels.AsSpan(i * values, values));
        }

        cancellation.ThrowIfCancellationRequested();
        workspace.Encode();
        var found = StyledSearch.Search(workspace, _package.Vocabulary, _package.Manifest.Attributes, search);
        var captions = found.Select((hypotheses, image) => CaptionOf(workspace, image, hypotheses, search.Style)).ToArray();
        int features = workspace.Features.Length / images.Count;
        descriptors?.AddRange(Enumerable.Range(0, images.Count)
            .Select(image => CaptionTrust.Descriptor(workspace.Features.AsSpan(image * features, features), _package.Manifest.Encoder.Channels)));
        Telemetry.Images.Add(images.Count);
        Telemetry.Seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        return captions;
    }

    /// <summary>Buffers of a size, which go back when the loan is disposed of.</summary>
    public WorkspacePool.Loan Rent(int images, int rows, bool isBulk) => Pool.Rent(SessionsFor(isBulk), images, rows);

    /// <inheritdoc/>
    public void Dispose()
    {
        Pool.Dispose();
        _bulk?.Dispose();
        _single?.Dispose();
    }

    private Caption CaptionOf(CaptionWorkspace workspace, int image, IReadOnlyList<Hypothesis> hypotheses, CaptionStyle style)
    {
        var names = _package.Manifest.Attributes;
        int offset = image * names.Count;
        var caption = Caption.Of(
            hypotheses, _package.Vocabulary, names, workspace.Probabilities.AsSpan(offset, names.Count),
            workspace.Sampled.AsSpan(offset, names.Count));
        if (_trust is null)
        {
            return caption.WithGroups(hypotheses, _package.Vocabulary);
        }

        int size = workspace.Features.Length / workspace.ImageCount;
        double distance = _trust.Distance(workspace.Features.AsSpan(image * size, size));
        // Confidence was fitted on plain captions and the ordinary search's alternatives: detailed ones have none, and it is of the first group,
        // before the others' captions replace them.
        return caption.WithGroups(hypotheses, _package.Vocabulary) with
        {
            Confidence = style == CaptionStyle.Plain ? _trust.Confidence(CaptionTrust.SignalsOf(caption, distance)) : null,
            IsOutOfDomain = _trust.IsOutOfDomain(distance),
        };
    }

    // Opened when they are first needed, and tried again where that failed.
    private PackageSessions SessionsFor(bool isBulk)
    {
        lock (_opening)
        {
            return isBulk && Threads > 1 ? _bulk ??= Open(1) : _single ??= Open(Threads);
        }
    }

    private PackageSessions Open(int threads) => PackageSessions.Open(_package, threads, _options.ConfigureSession);
}
