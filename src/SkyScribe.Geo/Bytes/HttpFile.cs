using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace SkyScribe.Geo.Bytes;

/// <summary>A file behind HTTP, read by ranges (RFC 9110, section 14).</summary>
internal sealed class HttpFile : RemoteFile
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15),
        AutomaticDecompression = DecompressionMethods.None, MaxAutomaticRedirections = 5 })
    {
        Timeout = Timeout.InfiniteTimeSpan,   // each request has its own
    };

    private HttpFile(string address, HttpPatience patience)
        : base(address, patience)
    {
    }

    /// <summary>Opens an address.</summary>
    /// <param name="address">http:// or https://</param>
    /// <param name="patience">how long is waited, and how often it is tried; null takes the defaults</param>
    /// <exception cref="GeoException">There is nothing, the server does not answer, or it does not serve ranges.</exception>
    public static HttpFile Open(string address, HttpPatience? patience = null)
    {
        var file = new HttpFile(address, patience ?? new HttpPatience());
        file.Begin();
        return file;
    }

    protected override async Task<(byte[] Bytes, long Length, string Fingerprint)> FetchOnce(
        long offset, int count, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Name);
        request.Headers.Range = new RangeHeaderValue(offset, offset + count - 1);
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
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

        using var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] bytes = await Whole(stream, to - from + 1, cancellation).ConfigureAwait(false);
        string state = answer.Headers.ETag?.Tag ?? answer.Content.Headers.LastModified?.ToString("o", CultureInfo.InvariantCulture) ?? "no tag";
        return (bytes, length, $"{length} bytes, {state}");
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
