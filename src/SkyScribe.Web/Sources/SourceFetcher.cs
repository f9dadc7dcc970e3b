using System.Net;
using System.Net.Sockets;
using SkyScribe.IO;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Sources;

/// <summary>Fetches a raster from an allowed host. Every redirect and every address that a name resolves to is checked, and the checked address is
/// the one that is connected to.</summary>
internal sealed class SourceFetcher : IDisposable
{
    private const int MostRedirects = 5, BufferBytes = 1 << 16;
    private readonly SourceRules _rules;
    private readonly ServeOptions _options;
    private readonly DataFolder _folder;
    private readonly HttpClient _client;

    public SourceFetcher(SourceRules rules, ServeOptions options, DataFolder folder)
    {
        (_rules, _options, _folder) = (rules, options, folder);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15), ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Fetches it.</summary>
    /// <param name="address">where it is</param>
    /// <param name="part">where the file lies while it arrives</param>
    /// <param name="target">where it lies then</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="SkyScribeException">It cannot be fetched, or is too large.</exception>
    public async Task FetchAsync(string address, string part, string target, CancellationToken cancellation)
    {
        try
        {
            using var answer = await AskAsync(address, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new SkyScribeException(address, $"its server answers {(int)answer.StatusCode}; check the address");
            }

            using var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var file = new FileStream(part, FileMode.Create, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                byte[] buffer = new byte[BufferBytes];
                for (int read; (read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
                {
                    if (file.Length + read > _options.MaxRasterBytes)
                    {
                        throw new SkyScribeException(address, $"has more than {_options.MaxRasterBytes} bytes, which this server does not take");
                    }

                    _folder.Reserve(read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(part, target, overwrite: true);
        }
        catch (RefusedException problem)
        {
            throw new SkyScribeException(address, problem.Message, problem);
        }
        catch (HttpRequestException problem)
        {
            throw new SkyScribeException(address, (problem.GetBaseException() as RefusedException ?? (Exception)problem).Message, problem);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> AskAsync(string address, CancellationToken cancellation)
    {
        var uri = _rules.CheckAddress(address);
        for (int redirects = 0; ; redirects++)
        {
            var answer = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (answer.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect) || answer.Headers.Location is not { } next)
            {
                return answer;
            }

            answer.Dispose();
            uri = redirects < MostRedirects ? _rules.CheckAddress(new Uri(uri, next).ToString())
                : throw new SkyScribeException(address, $"is redirected more than {MostRedirects} times");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = SourceRules.CheckAddresses(host, await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses], port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
