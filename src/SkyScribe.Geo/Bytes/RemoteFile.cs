using System.Globalization;

namespace SkyScribe.Geo.Bytes;

/// <summary>A file on another machine, read by ranges. Small reads are served from pages that are kept, large ones ask for just their bytes;
/// temporary failures are tried again.</summary>
internal abstract class RemoteFile : ByteSource
{
    private const int PageBytes = 16 << 10, MostPages = 1024;
    private readonly HttpPatience _patience;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly Queue<long> _order = new();
    private long _length, _read;
    private string _fingerprint = "";

    /// <param name="address">what messages call it</param>
    /// <param name="patience">how long is waited, and how often it is tried</param>
    protected RemoteFile(string address, HttpPatience patience)
        : base(address) => _patience = patience;

    public override long Length => _length;

    public override string Fingerprint => _fingerprint;

    /// <summary>Bytes that were fetched.</summary>
    public long BytesRead => Interlocked.Read(ref _read);

    public override void Dispose()
    {
    }

    /// <summary>Reads its beginning, and with it its length and state.</summary>
    /// <exception cref="GeoException">There is nothing, or it cannot be read by ranges.</exception>
    protected void Begin()
    {
        var (bytes, length, state) = Fetch(0, PageBytes);
        (_length, _fingerprint) = (length, state);
        Keep(0, bytes);
    }

    /// <summary>Fetches a range once.</summary>
    /// <param name="offset">its first byte</param>
    /// <param name="count">how many bytes, or fewer where the file ends</param>
    /// <param name="cancellation">ends a wait that takes too long</param>
    /// <returns>the bytes, the file's length, and what tells its state from others</returns>
    /// <exception cref="IOException">It failed and may be tried again; so may <see cref="HttpRequestException"/>.</exception>
    protected abstract Task<(byte[] Bytes, long Length, string Fingerprint)> FetchOnce(long offset, int count, CancellationToken cancellation);

    /// <summary>Reads as many bytes as were promised.</summary>
    protected async Task<byte[]> Whole(Stream stream, long bytes, CancellationToken cancellation)
    {
        byte[] whole = new byte[bytes];
        int read = await stream.ReadAtLeastAsync(whole, whole.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        Interlocked.Add(ref _read, read);
        return read == whole.Length ? whole : throw new IOException($"the answer ended after {read} of {whole.Length} bytes");
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

    // A failure that may be temporary (a busy server, a broken connection, no answer) is tried again after ever longer pauses.
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
                using var wait = new CancellationTokenSource(_patience.Wait);
                return FetchOnce(offset, count, wait.Token).GetAwaiter().GetResult();
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
}
