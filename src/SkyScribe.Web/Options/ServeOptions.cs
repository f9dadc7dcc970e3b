using System.Net;
using SkyScribe.Batch.Queue;
using SkyScribe.IO;

namespace SkyScribe.Web.Options;

/// <summary>Where the server listens, where it keeps its data, who may use it, and what a request may cost.</summary>
internal sealed record ServeOptions
{
    /// <summary>The address where nothing is named: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Addresses, as in <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>Folder of jobs, uploads, layers and corrections.</summary>
    public required string Data { get; init; }

    /// <summary>Keys that requests may carry; none lets everybody in.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Whether other machines may use the server without a key.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Folders and hosts from which rasters may be named.</summary>
    public IReadOnlyList<string> AllowedSources { get; init; } = [];

    /// <summary>Bytes of a request with pictures.</summary>
    public long MaxRequestBytes { get; init; } = 64L << 20;

    /// <summary>Pictures of a request.</summary>
    public int MaxPictures { get; init; } = 256;

    /// <summary>Width x height of a picture. Formats that decode as a whole take four bytes of each pixel, and some are decoded side by
    /// side.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>Bytes of an uploaded raster.</summary>
    public long MaxRasterBytes { get; init; } = 20L << 30;

    /// <summary>Bytes that the data folder may hold; uploads that would go beyond are refused.</summary>
    public long QuotaBytes { get; init; } = 100L << 30;

    /// <summary>Days, counted from its end, after which a job is deleted, with its layer and raster; 0 keeps them.</summary>
    public int KeepDays { get; init; }

    /// <summary>Pictures that may wait for the model, those of all clients.</summary>
    public int QueueLength { get; init; } = 256;

    /// <summary>Pictures of one client that may wait for the model.</summary>
    public int QueueOfOneClient { get; init; } = 64;

    /// <summary>Unfinished jobs of all clients.</summary>
    public int MaxJobs { get; init; } = 1000;

    /// <summary>The queue from which workers take rasters' shards; null captions them here.</summary>
    public QueueChoice? Queue { get; init; }

    /// <summary>Where those workers put their results, as <c>--out</c> names it there; null for the folder <c>results</c> of
    /// <see cref="Data"/>.</summary>
    public string? Results { get; init; }

    /// <summary>Tiles of a shard, in whole rows of tiles.</summary>
    public int TilesOfAShard { get; init; } = 1000;

    /// <summary>How long no worker may give a sign of life before a job says so.</summary>
    public TimeSpan WorkerSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time from a request's last byte to its captions.</summary>
    public TimeSpan CaptionTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether all addresses are this machine's own, which others cannot reach.</summary>
    public bool IsLoopback => Urls.All(url => IsLoopbackHost(Parse(url).Host));

    /// <summary>Checks what can be checked before anything is opened.</summary>
    /// <exception cref="OptionException">An address is none, or other machines could use the server without a key.</exception>
    public void Validate()
    {
        foreach (string url in Urls)
        {
            Parse(url);
        }

        if (!IsLoopback && ApiKeys.Count == 0 && !AllowAnonymous)
        {
            throw new OptionException(
                $"--urls {string.Join(';', Urls)}: other machines can reach this address; name a file of keys with --api-key-file, or say --allow-anonymous");
        }
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="OptionException">It is none of the form http://HOST:PORT.</exception>
    public static Uri Parse(string url) =>
        Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute, out var read) && read.Scheme == Uri.UriSchemeHttp && read.AbsolutePath == "/" && read.Query.Length == 0
            && (IPAddress.TryParse(read.Host.Trim('[', ']'), out _) || read.Host == "localhost")
            ? read
            : throw new OptionException(
                $"--urls: found {SkyScribeException.Quote(url)}, expected http://ADDRESS:PORT with an IP address or localhost, such as {DefaultUrl}; for https put a reverse proxy before it (docs/guide/serve.md)");

    /// <summary>Whether a host's name is one that a machine calls itself.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
