using System.Text.RegularExpressions;
using NATS.Client.Core;
using SkyScribe.Batch.Plans;

namespace SkyScribe.Batch.Queue;

/// <summary>Which NATS server and which queue on it, and what opens it. The secrets are in files, and in no message.</summary>
internal sealed partial record QueueChoice
{
    /// <summary>The name where none is given.</summary>
    public const string DefaultName = "skyscribe";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>nats://HOST:PORT, or tls:// for TLS; several with commas between them.</summary>
    public required string Url { get; init; }

    /// <summary>Name of the queue: plans that are worked on at the same time need one each.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>A file of credentials (a JWT and its key); null for none.</summary>
    public string? Credentials { get; init; }

    /// <summary>A file with an NKey's seed; null for none.</summary>
    public string? NKey { get; init; }

    /// <summary>A file of the authority that signed the server's certificate; null for those that the system trusts.</summary>
    public string? Authority { get; init; }

    /// <summary>What messages call the server: its address without the password that it may hold.</summary>
    public string Shown => Password.Replace(Url, "://");

    /// <summary>Connects.</summary>
    /// <exception cref="BatchException">Nothing answers, or it lets nobody in with these credentials.</exception>
    public async Task<NatsConnection> Connect(CancellationToken cancellation)
    {
        if (!PlainName.IsMatch(Name))
        {
            throw new BatchException(Name, "is no name of a queue; expected 1 to 40 letters, digits, - or _");
        }

        foreach (string? file in new[] { Credentials, NKey, Authority })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new BatchException(file, "there is no such file; check --nats-creds, --nats-nkey and --nats-ca");
            }
        }

        NatsConnection? connection = null;
        try
        {
            connection = new NatsConnection(new NatsOpts
            {
                Url = Url, Name = "skyscribe", ConnectTimeout = LongestWait, RequestTimeout = LongestWait, CommandTimeout = LongestWait,
                AuthOpts = new NatsAuthOpts { CredsFile = Credentials, NKeyFile = NKey },
                TlsOpts = new NatsTlsOpts { CaFile = Authority, Mode = Url.StartsWith("tls:", StringComparison.Ordinal) ? TlsMode.Require
                    : TlsMode.Auto },
            });
            await connection.ConnectAsync().AsTask().WaitAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch (Exception problem) when (problem is NatsException or IOException or UriFormatException or ArgumentException or FormatException
            or InvalidOperationException)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            string reason = problem.GetBaseException().Message;
            bool isRefused = reason.Contains("uthoriz", StringComparison.Ordinal) || reason.Contains("uthentic", StringComparison.Ordinal)
                || reason.Contains("xpired", StringComparison.Ordinal);
            throw new BatchException(Shown, isRefused
                ? $"the server lets nobody in with these credentials ({reason}); renew them, or name others in --nats-creds or --nats-nkey"
                : $"no NATS server answers ({reason}); check the address, and that it runs with JetStream", problem) { MayPass = !isRefused };
        }
    }

    [GeneratedRegex("://[^/@]*@")]
    private static partial Regex Password { get; }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex PlainName { get; }
}
