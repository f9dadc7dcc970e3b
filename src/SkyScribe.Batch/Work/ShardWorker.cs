using System.Diagnostics;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Geo;
using SkyScribe.IO;

namespace SkyScribe.Batch.Work;

/// <summary>What became of a shard.</summary>
internal enum ShardOutcome
{
    /// <summary>Done, all inputs read.</summary>
    Done,

    /// <summary>Done, but some inputs could not be read; or given up.</summary>
    FailedForGood,

    /// <summary>Not done: worth another trial.</summary>
    TryAgain,
}

/// <summary>Does shards and keeps their results, each once: a shard that is done is not done again.</summary>
/// <param name="captioner">captions a shard</param>
/// <param name="results">where results go</param>
/// <param name="heartbeat">told that the work goes on</param>
/// <param name="say">told of what people should know, a line each</param>
internal sealed class ShardWorker(ShardCaptioner captioner, BatchResults results, Heartbeat heartbeat, Action<string> say)
{
    private static readonly string Worker = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>What is known of a shard already; null where it is still to be done.</summary>
    public ShardOutcome? Known(string id)
    {
        heartbeat.Beat();
        return results.DoneOf(id) is { } done
            ? done.FailedInputs > 0 ? ShardOutcome.FailedForGood : ShardOutcome.Done
            : results.FailedOf(id) is not null ? ShardOutcome.FailedForGood : null;
    }

    /// <summary>Does a shard.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="shard">the shard</param>
    /// <param name="progress">told of units as they are done</param>
    /// <param name="cancellation">gives the shard up, so that it is done another time</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="BatchException">Results cannot be written.</exception>
    public async Task<ShardOutcome> Do(string name, PlanShard shard, Action<long> progress, CancellationToken cancellation)
    {
        if (Known(shard.Id) is { } known)
        {
            return known;
        }

        var attempt = Attempt.Begin(results.Store, shard.Id, Worker);
        if (attempt.Number > Attempt.Most)
        {
            string? last = attempt.Earlier.Select(trial => trial.Error).LastOrDefault(error => error is not null);
            return GiveUp(name, shard.Id, attempt, last ?? "the process was ended in the middle each time; the log of the workers or of the system may say why");
        }

        using var activity = BatchTelemetry.Source.StartActivity("shard");
        activity?.SetTag("skyscribe.shard", shard.Id).SetTag("skyscribe.attempt", attempt.Number);
        long begun = Stopwatch.GetTimestamp();
        ShardPart part;
        try
        {
            part = await captioner.Run(shard, Progress, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            attempt.TakeBack();
            throw;
        }
        catch (BatchException)   // the beat could not be written
        {
            attempt.TakeBack();
            throw;
        }
        catch (SkyScribeException problem) when (problem is not GeoException { MayPass: true })
        {
            return GiveUp(name, shard.Id, attempt, problem.Message);
        }
        catch (Exception problem)   // one shard's trouble must not end the others, whatever it is
        {
            string error = SkyScribeException.IsInputFault(problem) ? problem.Message : problem.ToString();
            attempt.Fail(error);
            activity?.SetStatus(ActivityStatusCode.Error, error);
            if (attempt.Number == Attempt.Most)
            {
                return GiveUp(name, shard.Id, attempt, error);
            }

            BatchTelemetry.Attempt("again");
            say($"error: {name}: trial {attempt.Number} of {Attempt.Most} failed: {error}");
            return ShardOutcome.TryAgain;
        }

        BatchTelemetry.Stage("caption", begun);
        long start = Stopwatch.GetTimestamp();
        results.Complete(shard.Id, part.Ending, part.Bytes, (key, hash) => new DoneMarker(
            key, hash, shard.Units, part.FailedInputs, attempt.Number, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 3), Worker));
        attempt.Settle();
        BatchTelemetry.Stage("write", start);
        BatchTelemetry.Attempt("done");
        BatchTelemetry.Units.Add(shard.Units);
        BatchTelemetry.FailedInputs.Add(part.FailedInputs);
        BatchTelemetry.Bytes.Add(part.Bytes.Length);
        return part.FailedInputs > 0 ? ShardOutcome.FailedForGood : ShardOutcome.Done;

        void Progress(long units)
        {
            heartbeat.Beat();
            attempt.Beat();
            progress(units);
        }
    }

    private ShardOutcome GiveUp(string name, string id, Attempt attempt, string error)
    {
        results.GiveUp(id, new FailedMarker(error, Math.Min(attempt.Number, Attempt.Most)));
        attempt.Settle();
        BatchTelemetry.Attempt("given up");
        say($"error: {name}: given up: {error}");
        return ShardOutcome.FailedForGood;
    }
}
