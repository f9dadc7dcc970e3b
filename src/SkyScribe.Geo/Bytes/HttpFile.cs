using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace SkyScribe.Geo.Bytes;

/// <summary>A file behind HTTP, read by ranges (RFC 9110, section 14). Small reads are served from pages that are kept, large ones ask for just their
/// bytes.</summary>
internal sealed class HttpFile : ByteSource
{
    private const int PageBytes = 16 << 10, MostPages = 1024;
    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15),
        AutomaticDecompression = DecompressionMethods.None, MaxAutomaticRedirections = 5 })
    {
        Timeout = Timeout.InfiniteTimeSpan,   // each request has its own
    };

    private readonly HttpPatience _patience;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly Queue<long> _order = new();
    private long _read, _length;
    private string _fingerprint = "";

    private HttpFile(string address, HttpPatience patience)
        : base(address) => _patience = patience;

    public override long Length => _length;

    public override string Fingerprint => _fingerprint;

    /// <summary>Bytes that were fetched.</summary>
    public long BytesRead => Interlocked.Read(ref _read);

    /// <summary>Opens an address.</summary>
    /// <param name="address">http:// or https://</param>
    /// <param name="patience">how long is waited, and how often it is tried; null takes the defaults</param>
    /// <exception cref="GeoException">There is nothing, the server does not answer, or it does not serve ranges.</exception>
    public static HttpFile Open(string address, HttpPatience? patience = null)
    {
        var file = new HttpFile(address, patience ?? new HttpPatience());
        var (bytes, length, fingerprint) = file.Fetch(0, PageBytes);
        (file._length, file._fingerprint) = (length, fingerprint);
        file.Keep(0, bytes);
        return file;
    }

    public override void Dispose()
    {
    }

    protected override void Fill(long offset, Span<byte> bytes)
    {
        if (bytes.Length > PageBytes)
        {
            Fetched(offset, bytes.Length).CopyTo(bytes);
            return;
        }

        for (int done = 0; done < bytes.Length;)
        {
            long page = (offset + done) / PageBytes;
            byte[] kept = Page(page);
            int from = (int)(offset + done - (page * PageBytes)), count = Math.Min(bytes.Length - done, kept.Length - from);
            kept.AsSpan(from, count).CopyTo(bytes[done..]);
            done += count;
        }
    }

    protected override string CurrentFingerprint() => Fetch(0, 1).Fingerprint;

    private byte[] Page(long page)
    {
        lock (_lock)
        {
            if (_pages.TryGetValue(page, out byte[]? kept))
            {
                return kept;
            }
        }

        byte[] bytes = Fetched(page * PageBytes, (int)Math.Min(PageBytes, Length - (page * PageBytes)));
        Keep(page, bytes);
        return bytes;
    }

    private void Keep(long page, byte[] bytes)
    {
        lock (_lock)
        {
            if (_pages.TryAdd(page, bytes))
            {
                _order.Enqueue(page);
                if (_order.Count > MostPages)
                {
                    _pages.Remove(_order.Dequeue());
                }
            }
        }
    }

    private byte[] Fetched(long offset, int count)
    {
        var (bytes, length, fingerprint) = Fetch(offset, count);
        return length == Length && fingerprint == Fingerprint
            ? bytes
            : throw new GeoException(
            Name, $"was changed while it was read ({Fingerprint}, now {fingerprint}); start again once it no longer changes");
    }

    // What may pass (the server is busy, the line breaks, nothing comes) is tried again after ever longer pauses.
    private (byte[] Bytes, long Length, string Fingerprint) Fetch(long offset, int count)
    {
        string problem = "";
        for (int trial = 0; trial < _patience.Trials; trial++)
        {
            if (trial > 0)
            {
                Thread.Sleep(_patience.Pause * (1 << (trial - 1)));
            }

            try
            {
                return FetchOnce(offset, count).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"nothing came for {_patience.Wait.TotalSeconds} s");
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                problem = error.Message;
            }
        }

        throw new GeoException(Name,
            $"cannot be read ({problem}), tried {_patience.Trials} times; check the address and the connection, then go on with --resume")
        {
            MayPass = true,
        };
    }

    private async Task<(byte[] Bytes, long Length, string Fingerprint)> FetchOnce(long offset, int count)
    {
        using var wait = new CancellationTokenSource(_patience.Wait);
        using var request = new HttpRequestMessage(HttpMethod.Get, Name);
        request.Headers.Range = new RangeHeaderValue(offset, offset + count - 1);
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, wait.Token).ConfigureAwait(false);
        if ((int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        {
            throw new HttpRequestException($"the server answers {(int)answer.StatusCode}");
        }

        if (answer.StatusCode == HttpStatusCode.OK)
        {
            throw new GeoException(Name,
                "the server sends the whole file where a part is asked for; expected one that serves ranges: download the file first");
        }

        if (answer.StatusCode != HttpStatusCode.PartialContent)
        {
            throw new GeoException(Name,
                $"the server answers {(int)answer.StatusCode} ({answer.ReasonPhrase}); check the address, and whether it may be read without a password");
        }

        var range = answer.Content.Headers.ContentRange;
        if (range is not { Length: { } length, From: { } from, To: { } to } || from != offset || to >= length || length <= 0
            || (to != offset + count - 1 && to != length - 1))
        {
            throw new GeoException(Name,
                $"the server answers with the range '{range}' where bytes {offset}-{offset + count - 1} are asked for; it does not serve ranges as it should: download the file first");
        }

        byte[] bytes = new byte[to - from + 1];
        using var stream = await answer.Content.ReadAsStreamAsync(wait.Token).ConfigureAwait(false);
        int read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, wait.Token).ConfigureAwait(false);
        Interlocked.Add(ref _read, read);
        string state = answer.Headers.ETag?.Tag ?? answer.Content.Headers.LastModified?.ToString("o", CultureInfo.InvariantCulture) ?? "no tag";
        return read == bytes.Length ? (bytes, length, $"{length} bytes, {state}")
            : throw new IOException($"the answer ended after {read} of {bytes.Length} bytes");
    }
}

/// <summary>How long a server is waited for.</summary>
internal sealed record HttpPatience
{
    /// <summary>For one answer.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Before the second trial; it doubles with each.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How often a request is sent.</summary>
    public int Trials { get; init; } = 5;
}
