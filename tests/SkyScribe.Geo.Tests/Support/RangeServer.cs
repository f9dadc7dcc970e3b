using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>A web server of one file, which can be made to misbehave.</summary>
internal sealed class RangeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public RangeServer(byte[] file)
    {
        File = file;
        _listener.Start();
        _ = Serve();
    }

    public byte[] File { get; set; }

    public string Tag { get; set; } = "\"1\"";

    /// <summary>Given the number of the request, what goes wrong: null for nothing, "stall", "short", "200", or a status such as "503
    /// Busy".</summary>
    public Func<int, string?> Fault { get; set; } = _ => null;

    public int Requests { get; private set; }

    public long BytesSent { get; private set; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/a.tif");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Answer(client, _stop.Token);
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Answer(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string range = "";
                for (string? line; (line = await reader.ReadLineAsync(stop)) is { Length: > 0 };)
                {
                    range = line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase) ? line[13..] : range;
                }

                string? fault = Fault(++Requests);
                if (fault == "stall")
                {
                    await Task.Delay(Timeout.Infinite, stop);
                }

                long[] ends = [.. range.Split('-').Select(long.Parse)];
                byte[] part = File[(int)ends[0]..(int)Math.Min(File.Length, ends[1] + 1)];
                string status = fault is null or "short" ? "206 Partial Content" : fault == "200" ? "200 OK" : fault;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nContent-Length: {part.Length}\r\nETag: {Tag}\r\nContent-Range: bytes {ends[0]}-{ends[0] + part.Length - 1}/{File.Length}\r\nConnection: close\r\n\r\n"), stop);
                await stream.WriteAsync(fault == "short" ? part.AsMemory(0, part.Length / 2) : part, stop);
                BytesSent += part.Length;
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }
}
