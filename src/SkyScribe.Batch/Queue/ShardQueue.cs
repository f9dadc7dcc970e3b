using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using SkyScribe.Batch.Plans;
using SkyScribe.IO;

namespace SkyScribe.Batch.Queue;

/// <summary>A queue of shards on a NATS server: a work-queue stream with one durable consumer that all workers share, and a stream of dead
/// letters.</summary>
/// <remarks>A message that is terminated (Term) is gone from a work queue, so that is never done; how often a shard was tried is counted in the
/// files of the results, since servers have miscounted. What is not acknowledged within the lease is handed out again; a
/// lost connection is not a lost lease, so it is short and workers renew it.</remarks>
internal sealed class ShardQueue : IAsyncDisposable
{
    /// <summary>Name of the consumer.</summary>
    public const string Workers = "workers";

    private const string OfJobs = "SkyScribe serve, jobs";

    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);
    private readonly QueueChoice _choice;
    private readonly NatsConnection _connection;
    private readonly NatsJSContext _context;

    private ShardQueue(QueueChoice choice, NatsConnection connection) =>
        (_choice, _connection, _context) = (choice, connection, new NatsJSContext(connection));

    /// <summary>What messages call it.</summary>
    public string Name => $"{_choice.Shown}, queue {_choice.Name}";

    /// <summary>Whether a server's jobs are in it: many plans, each with results of its own. Known once <see cref="Consumer"/> or
    /// <see cref="PrepareForJobs"/> was called.</summary>
    public bool IsOfJobs { get; private set; }

    private string Stream => _choice.Name;

    private string DeadStream => _choice.Name + "-dead";

    private string Subject => _choice.Name + ".shards";

    private string DeadSubject => _choice.Name + ".dead";

    /// <summary>Connects.</summary>
    /// <exception cref="BatchException">Nothing answers, or it lets nobody in.</exception>
    public static async Task<ShardQueue> Open(QueueChoice choice, CancellationToken cancellation) =>
        new(choice, await choice.Connect(cancellation).ConfigureAwait(false));

    /// <summary>Puts the shards of a plan into the queue, each once within ten minutes however often this is called.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="again">whether shards that were published before are published anew</param>
    /// <param name="progress">told how many shards there are in the queue</param>
    /// <param name="cancellation">ends the work</param>
    /// <returns>how many shards are new in the queue</returns>
    /// <exception cref="BatchException">The queue has shards of another plan, or the server refuses.</exception>
    public Task<int> Publish(BatchPlan plan, bool again, IProgress<WorkProgress> progress, CancellationToken cancellation) => Asked(async () =>
    {
        await Prepare("SkyScribe batch, plan " + plan.Id, Subject, cancellation).ConfigureAwait(false);
        return await Send(plan, _ => true, Subject, again ? Guid.NewGuid().ToString("n") : "", progress, cancellation).ConfigureAwait(false);
    });

    /// <summary>Makes the queue one of a server's jobs.</summary>
    /// <exception cref="BatchException">The queue has shards of a plan of <c>batch publish</c>, or the server refuses.</exception>
    public Task PrepareForJobs(CancellationToken cancellation) => Asked(async () =>
    {
        await Prepare(OfJobs, JobSubject("*"), cancellation).ConfigureAwait(false);
        return IsOfJobs = true;
    });

    /// <summary>Puts shards of a job's plan into the queue, each once within ten minutes however often this is called.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="job">the job: another job of the same plan publishes anew</param>
    /// <param name="isWanted">whether a shard, by its id, is to be done</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="BatchException">The server refuses, or does not answer.</exception>
    public Task PublishJob(BatchPlan plan, string job, Func<string, bool> isWanted, CancellationToken cancellation) => Asked(() =>
        Send(plan, isWanted, JobSubject(plan.Id), job, progress: null, cancellation));

    /// <summary>Takes what is left of a job's plan out of the queue.</summary>
    public Task Withdraw(string plan, CancellationToken cancellation) => Asked(async () =>
    {
        var stream = await _context.GetStreamAsync(Stream, null, cancellation).ConfigureAwait(false);
        await stream.PurgeAsync(new StreamPurgeRequest { Filter = JobSubject(plan) }, cancellation).ConfigureAwait(false);
        return true;
    });

    /// <summary>The consumer that all workers share; it is made if need be.</summary>
    /// <param name="lease">how long a worker may be silent before its shard is handed out again</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="BatchException">There is no such queue, or it has a consumer with other settings.</exception>
    public Task<INatsJSConsumer> Consumer(TimeSpan lease, CancellationToken cancellation) => Asked(async () =>
    {
        var wanted = new ConsumerConfig(Workers)
        {
            AckPolicy = ConsumerConfigAckPolicy.Explicit, AckWait = lease, MaxDeliver = -1, DeliverPolicy = ConsumerConfigDeliverPolicy.All,
            MaxAckPending = 100_000,
        };
        var stream = await _context.GetStreamAsync(Stream, null, cancellation).ConfigureAwait(false);
        IsOfJobs = stream.Info.Config.Description == OfJobs;
        INatsJSConsumer? consumer = null;
        try
        {
            consumer = await _context.GetConsumerAsync(Stream, Workers, cancellation).ConfigureAwait(false);
        }
        catch (NatsJSApiException problem) when (problem.Error.Code == 404)
        {
            consumer = await _context.CreateOrUpdateConsumerAsync(Stream, wanted, cancellation).ConfigureAwait(false);
        }

        var found = consumer.Info.Config;
        return found.AckPolicy == wanted.AckPolicy && found.AckWait == wanted.AckWait && found.MaxDeliver == wanted.MaxDeliver
            && found.FilterSubject is null or "" ? consumer : throw new BatchException(Name,
            $"its consumer '{Workers}' has other settings (ack {found.AckPolicy}, wait {found.AckWait.TotalSeconds} s, deliveries {found.MaxDeliver}; expected {wanted.AckPolicy}, {lease.TotalSeconds} s, {wanted.MaxDeliver}); use the same --lease everywhere, delete that consumer, or name another queue in --queue");
    });

    /// <summary>Adds a dead letter.</summary>
    public Task Bury(DeadLetter letter, CancellationToken cancellation) => Asked(async () =>
    {
        var answer = await _context.PublishAsync(
            DeadSubject, JsonSerializer.SerializeToUtf8Bytes(letter, DeadLetterJson.Lines.DeadLetter), NatsRawSerializer<byte[]>.Default,
            new NatsJSPubOpts { MsgId = letter.Shard, RetryAttempts = 5 }, cancellationToken: cancellation).ConfigureAwait(false);
        Require(answer);
        return true;
    });

    /// <summary>The dead letters, each shard once, in the order of the plan.</summary>
    public Task<IReadOnlyList<DeadLetter>> Dead(CancellationToken cancellation) => Asked(async () =>
    {
        var letters = new Dictionary<(string, string), DeadLetter>();
        var stream = await _context.GetStreamAsync(DeadStream, null, cancellation).ConfigureAwait(false);
        long left = (long)stream.Info.State.Messages;
        if (left > 0)
        {
            var reader = await _context.CreateOrderedConsumerAsync(DeadStream, null, cancellation).ConfigureAwait(false);
            await foreach (var message in reader.ConsumeAsync(NatsRawSerializer<byte[]>.Default, null, cancellation).ConfigureAwait(false))
            {
                var letter = JsonSerializer.Deserialize(message.Data, DeadLetterJson.Lines.DeadLetter)!;
                letters[(letter.Plan, letter.Shard)] = letter;
                if (--left <= 0)
                {
                    break;
                }
            }
        }

        return (IReadOnlyList<DeadLetter>)[.. letters.Values.OrderBy(letter => letter.Plan, StringComparer.Ordinal).ThenBy(letter => letter.Index)];
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private string JobSubject(string plan) => $"{_choice.Name}.jobs.{plan}";

    private async Task<int> Send(
        BatchPlan plan, Func<string, bool> isWanted, string subject, string round, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int added = 0;
        for (int i = 0; i < plan.Shards.Count; i++)
        {
            if (!isWanted(plan.Shards[i].Id))
            {
                continue;
            }

            byte[] item = new QueueItem(i, plan.Shards[i].Id, plan.ManifestBytes, plan.PackedShard(i)).ToArray();
            if (item.Length > _connection.ServerInfo?.MaxPayload)
            {
                throw new BatchException(Name,
                    $"shard {i} has {item.Length} bytes, the server takes {_connection.ServerInfo.MaxPayload}; make a plan with a smaller --shard-size, or raise max_payload of the server");
            }

            var answer = await _context.PublishAsync(
                subject, item, NatsRawSerializer<byte[]>.Default, new NatsJSPubOpts { MsgId = plan.Shards[i].Id + round, RetryAttempts = 5 },
                cancellationToken: cancellation).ConfigureAwait(false);
            Require(answer);
            added += answer.Duplicate ? 0 : 1;
            progress?.Report(new WorkProgress("shards", i + 1, plan.Shards.Count, 0, clock.Elapsed));
        }

        return added;
    }

    // An empty queue becomes the plan's or the server's; one with shards of another plan is left alone, since their results go elsewhere. A server's
    // stays its own while it is empty: it is not done with it.
    private async Task Prepare(string description, string subject, CancellationToken cancellation)
    {
        var wanted = new StreamConfig(Stream, [subject])
        {
            Retention = StreamConfigRetention.Workqueue, Storage = StreamConfigStorage.File, DuplicateWindow = DuplicateWindow, Description =
                description,
        };
        try
        {
            var existing = await _context.GetStreamAsync(Stream, null, cancellation).ConfigureAwait(false);
            var (state, config) = (existing.Info.State, existing.Info.Config);
            if (config.Description != description && config.Description == OfJobs)
            {
                throw new BatchException(Name, "is the queue of a server's jobs ('serve --nats'); name another queue in --queue");
            }

            if (config.Description != description && state.Messages > 0)
            {
                throw new BatchException(Name,
                    $"has {state.Messages} messages of another plan ({config.Description}); wait until they are done, or name another queue in --queue");
            }

            if (config.Retention != wanted.Retention)
            {
                throw new BatchException(Name,
                    $"there is a stream of that name with retention {config.Retention}, expected {wanted.Retention}; name another queue in --queue");
            }

            if (config.Description != description)
            {
                await _context.UpdateStreamAsync(wanted, cancellation).ConfigureAwait(false);
            }
        }
        catch (NatsJSApiException problem) when (problem.Error.Code == 404)
        {
            await _context.CreateStreamAsync(wanted, cancellation).ConfigureAwait(false);
        }

        await _context.CreateOrUpdateStreamAsync(
            new StreamConfig(DeadStream, [DeadSubject]) { Storage = StreamConfigStorage.File, DuplicateWindow = DuplicateWindow },
            cancellation).ConfigureAwait(false);
    }

    // A duplicate is what was wanted; EnsureSuccess calls it an error.
    private void Require(PubAckResponse answer)
    {
        if (answer.Error is { } error)
        {
            throw new BatchException(Name,
                $"the server does not keep a message ({error.Description}); make room there, then do it again") { MayPass = true };
        }
    }

    private async Task<T> Asked<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (NatsJSApiException problem) when (problem.Error.Code == 404)
        {
            throw new BatchException(Name, "there is no such queue; publish a plan to it first with 'batch publish'", problem);
        }
        catch (Exception problem) when (problem is NatsException or TimeoutException)
        {
            throw new BatchException(Name, $"the server does not do what it is asked ({problem.Message}); check that it runs with JetStream", problem)
            {
                MayPass = problem is not NatsJSApiException,
            };
        }
    }
}
