using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SkyScribe.Batch.Tests.Support;

/// <summary>Debian's nats-server on a free port of the loopback, with its files in a folder, so that it can be killed and started again.</summary>
internal sealed class NatsServer : IDisposable
{
    private readonly string _config;
    private Process? _process;

    /// <param name="folder">for its files</param>
    /// <param name="more">lines of its configuration; <c>{0}</c> is the folder</param>
    public NatsServer(string folder, string more = "")
    {
        Assert.SkipUnless(Programs.Has("nats-server"), "nats-server is not on the PATH (apt-get install nats-server)");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _config = Path.Combine(folder, "nats.conf");
        File.WriteAllText(_config, $"listen: 127.0.0.1:{Port}\njetstream {{ store_dir: {Path.Combine(folder, "nats")} }}\n{more}");
        Start();
    }

    public int Port { get; }

    public string Url => $"nats://127.0.0.1:{Port}";

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo("nats-server", ["-c", _config]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        for (int trial = 0; trial < 200; trial++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        Assert.Fail("nats-server does not listen");
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }
}
