using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Monitoring;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Captions;

/// <summary>Captions the pictures of all requests: those that wait at the same time go through the network together.</summary>
/// <remarks>Pictures wait encoded in a fair queue, are decoded by a few threads to the size that the model sees, and from there go in batches of
/// what is there, never waiting for a batch to fill.</remarks>
internal sealed class CaptionBatcher : IAsyncDisposable
{
    private const int MostOfABatch = 8, DecodedAhead = 16;
    private readonly IImageCaptioner _model;
    private readonly ServeOptions _options;
    private readonly ILogger _logger;
    private readonly FairQueue<WaitingPicture> _waiting;
    private readonly Channel<(WaitingPicture Picture, RgbImage Image)> _decoded = Channel.CreateBounded<(WaitingPicture, RgbImage)>(DecodedAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _work;
    private double _secondsOfAPicture = 0.02;

    public CaptionBatcher(IImageCaptioner model, ServeOptions options, ILogger<CaptionBatcher> logger)
    {
        (_model, _options, _logger) = (model, options, logger);
        _waiting = new FairQueue<WaitingPicture>(options.QueueLength, options.QueueOfOneClient);
        Limits = new ImageLimits { MaxPixels = options.MaxPixels, MaxFileBytes = options.MaxRequestBytes };
        WebTelemetry.Waiting(() => _waiting.Count);
        int decoders = Math.Clamp(Environment.ProcessorCount, 1, 4);
        _work = [.. Enumerable.Range(0, decoders).Select(_ => Task.Run(DecodeAsync)), Task.Run(DescribeAsync)];
    }

    /// <summary>What a picture may cost.</summary>
    public ImageLimits Limits { get; }

    /// <inheritdoc cref="DescribeEachAsync"/>
    public async Task<IReadOnlyList<PictureCaption>> DescribeAsync(
        string client, IReadOnlyList<(string Name, Func<RgbImage> Open)> pictures, CaptionStyle style, bool needsAttention,
        CancellationToken cancellation)
    {
        var results = new List<PictureCaption>(pictures.Count);
        await foreach (var result in DescribeEachAsync(client, pictures, style, needsAttention, cancellation).ConfigureAwait(false))
        {
            results.Add(result);
        }

        return results;
    }

    /// <summary>Captions pictures, in their order; a picture that cannot be read has its error instead of a caption.</summary>
    /// <param name="client">whose they are</param>
    /// <param name="pictures">their names and how they are decoded</param>
    /// <param name="style">what their captions are to say</param>
    /// <param name="needsAttention">whether it is asked where the model looked</param>
    /// <param name="cancellation">nobody waits any more</param>
    /// <exception cref="RefusedException">Too many wait already, or it took too long.</exception>
    public async IAsyncEnumerable<PictureCaption> DescribeEachAsync(
        string client, IReadOnlyList<(string Name, Func<RgbImage> Open)> pictures, CaptionStyle style, bool needsAttention,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!_model.Styles.Contains(style))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest,
                $"style: found '{CaptionStyles.NameOf(style)}', this server's model knows {string.Join(", ", _model.Styles.Select(CaptionStyles.NameOf))}");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.CaptionTime);
        WaitingPicture[] items = [.. pictures.Select(picture => new WaitingPicture(picture.Name, picture.Open, style, needsAttention, limit.Token))];
        int room = Math.Max(1, _options.QueueOfOneClient / 2);
        try
        {
            // A request with more pictures than may wait at once gives them in parts.
            foreach (var part in items.Chunk(room))
            {
                if (!_waiting.TryAdd(client, part))
                {
                    WebTelemetry.Refused.Add(1);
                    throw new RefusedException(StatusCodes.Status429TooManyRequests,
                        $"{_waiting.Count} pictures wait for the model already; try again later")
                    { RetryAfter = TimeSpan.FromSeconds(_waiting.Count * Volatile.Read(ref _secondsOfAPicture)) };
                }

                foreach (var item in part)
                {
                    yield return await InTime(item.Result, limit.Token, cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await limit.CancelAsync().ConfigureAwait(false);   // those that nobody waits for any more are given up
        }
    }

    private async Task<PictureCaption> InTime(Task<PictureCaption> result, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return await result.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            throw new RefusedException(StatusCodes.Status503ServiceUnavailable,
                $"the captions took more than {_options.CaptionTime.TotalSeconds:f0} seconds; send fewer or smaller pictures, or try again later")
            { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    /// <summary>Decodes a picture as the model wants it.</summary>
    public RgbImage Decode(Stream stream, string name) => _model is Captioner package
        ? ImageReader.ReadResized(stream, name, package.Package.Manifest.Preprocessing with { Rendering = _model.Rendering }, Limits)
        : ImageReader.Read(stream, name, Limits, _model.Rendering);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work).ConfigureAwait(false);
        _waiting.Dispose();
        _stop.Dispose();
    }

    private async Task DecodeAsync()
    {
        try
        {
            while (true)
            {
                var picture = await _waiting.TakeAsync(_stop.Token).ConfigureAwait(false);
                if (picture.IsGivenUp)
                {
                    picture.GiveUp();
                    continue;
                }

                try
                {
                    await _decoded.Writer.WriteAsync((picture, picture.Open()), _stop.Token).ConfigureAwait(false);
                }
                catch (ImageException problem)
                {
                    picture.Finish(PictureCaption.Of(picture.Name, problem));
                }
                catch (Exception problem)
                {
                    picture.Fail(problem);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task DescribeAsync()
    {
        var batch = new List<(WaitingPicture Picture, RgbImage Image)>(MostOfABatch);
        try
        {
            while (await _decoded.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                batch.Clear();
                while (batch.Count < MostOfABatch && _decoded.Reader.TryRead(out var next))
                {
                    batch.Add(next);
                }

                foreach (var own in batch.GroupBy(item => item.Picture.Style))
                {
                    Describe([.. own], _model.DefaultDecoding.In(own.Key));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private void Describe(IReadOnlyList<(WaitingPicture Picture, RgbImage Image)> batch, DecodingOptions decoding)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            var captions = _model.Describe([.. batch.Select(item => item.Image)], decoding);
            for (int i = 0; i < batch.Count; i++)
            {
                var (picture, image) = batch[i];
                var line = PictureCaption.Of(picture.Name, captions[i]) with { Remarks = image.Remarks.Count == 0 ? null : image.Remarks };
                picture.Finish(picture.NeedsAttention
                    ? line with { Attention = AttentionGrid.Of(_model.Explain(image, captions[i].Text, decoding.Style)) } : line);
            }

            WebTelemetry.Batches.Record(batch.Count);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / batch.Count;
            Volatile.Write(ref _secondsOfAPicture, (0.9 * _secondsOfAPicture) + (0.1 * seconds));
        }
        catch (Exception problem)
        {
            _logger.LogError(problem, "a batch of {Pictures} pictures failed", batch.Count);
            foreach (var (picture, _) in batch)
            {
                picture.Fail(problem);
            }
        }
    }
}
