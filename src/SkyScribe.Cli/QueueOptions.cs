using System.CommandLine;
using SkyScribe.Batch.Queue;

namespace SkyScribe.Cli;

/// <summary>The options that name a queue on a NATS server.</summary>
/// <param name="isRequired">whether a server must be named</param>
internal sealed class QueueOptions(bool isRequired = true)
{
    private readonly Option<string?> _url = new("--nats")
    {
        Description = "The NATS server, with JetStream: nats://HOST:4222, or tls://HOST:4222; several with commas between them.",
        Required = isRequired,
    };

    private readonly Option<string> _name = new("--queue")
    {
        Description = "Name of the queue: plans that are worked on at the same time need one each.", DefaultValueFactory = _ =>
            QueueChoice.DefaultName,
    };

    private readonly Option<string?> _credentials = new("--nats-creds") { Description = "A file of NATS credentials (JWT and key)." };

    private readonly Option<string?> _nKey = new("--nats-nkey") { Description = "A file with the seed of an NKey." };

    private readonly Option<string?> _authority = new("--nats-ca") { Description = "A file (PEM) of the authority that signed the server's certificate." };

    /// <summary>The options, in the order of the help.</summary>
    public ReadOnlySpan<Symbol> All => new Symbol[] { _url, _name, _credentials, _nKey, _authority };

    /// <summary>What was chosen; null where no server was named.</summary>
    public QueueChoice? Chosen(ParseResult parsed) => parsed.GetValue(_url) is null ? null : Read(parsed);

    /// <summary>What was chosen.</summary>
    public QueueChoice Read(ParseResult parsed) => new()
    {
        Url = parsed.GetValue(_url)!, Name = parsed.GetValue(_name)!, Credentials = parsed.GetValue(_credentials), NKey = parsed.GetValue(_nKey),
        Authority = parsed.GetValue(_authority),
    };
}
