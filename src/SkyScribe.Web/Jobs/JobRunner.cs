using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SkyScribe.IO;
using SkyScribe.Web.Monitoring;
using SkyScribe.Web.Options;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Jobs;

/// <summary>Does the jobs, one after the other, clients in turns. A job that the server's end cut off goes on at the next start.</summary>
internal sealed class JobRunner(
    JobStore jobs, UploadStore uploads, JobWork work, QueuedWork queued, DataFolder folder, ServeOptions options, ILogger<JobRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tidying = TimeSpan.FromHours(1), Saving = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, JobProgress> _progress = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();
    private readonly List<string> _served = [];   // clients, the one served last at the end
    private DateTime _tidied = DateTime.MinValue;

    /// <summary>How far a job is that runs; null for others.</summary>
    public JobProgress? ProgressOf(string id) => _progress.GetValueOrDefault(id);

    /// <summary>Cancels a job.</summary>
    /// <returns>false where it was over already</returns>
    public bool Cancel(string id)
    {
        if (!jobs.Cancel(id))
        {
            return false;
        }

        if (_running.TryGetValue(id, out var stop))
        {
            stop.Cancel();   // its files are deleted once it has stopped
        }
        else
        {
            _ = ForgetAsync(id, deletes: true);
        }

        WebTelemetry.Jobs.Add(1, new KeyValuePair<string, object?>("state", "cancelled"));
        return true;
    }

    /// <summary>Takes up what an earlier process left, before the first request.</summary>
    public void Prepare()
    {
        jobs.Requeue();
        uploads.PromiseAgain();
        foreach (var upload in uploads.List().Where(upload => uploads.ArrivedOf(upload) == upload.Size))
        {
            // Its last part arrived, and the process was killed before the answer.
            uploads.Complete(upload);
            if (jobs.Find(upload.Id) is null)
            {
                jobs.Add(upload.ToJob());
            }

            uploads.Delete(upload);
        }

        folder.DeleteUnknown(jobs.Ids().Concat(uploads.Ids()).ToHashSet(StringComparer.Ordinal));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                Tidy();
                if (Next() is { } job)
                {
                    await RunAsync(job, stoppingToken).ConfigureAwait(false);
                }
                else
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    patience.CancelAfter(Tidying);
                    try
                    {
                        await jobs.WaitAsync(patience.Token).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                    {
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // The oldest job of the client that has waited longest for a turn.
    private Job? Next()
    {
        var next = jobs.Waiting().GroupBy(job => job.Client).MinBy(own => _served.IndexOf(own.Key))?.First();
        if (next is not null)
        {
            _served.Remove(next.Client);
            _served.Add(next.Client);
        }

        return next;
    }

    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running[job.Id] = stop;
        string? ended = null;
        try
        {
            if (!jobs.Begin(job.Id))
            {
                return;   // cancelled
            }

            _progress[job.Id] = new JobProgress("captioning", job.Done, job.Total, 0);
            var layer = await Task.Run(() => work.RunAsync(job, new Keeper(this, job.Id), stop.Token), CancellationToken.None).ConfigureAwait(false);
            jobs.Finish(job.Id, layer, layer.Captioned + layer.Empty + layer.Unreadable);
            ended = "done";
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested();   // it goes on at the next start
        }
        catch (Exception problem)
        {
            ended = "failed";
            jobs.Fail(job.Id, SkyScribeException.IsInputFault(problem) ? problem.Message : "a fault of the server; its log has the details");
            logger.LogWarning(problem, "job {Job} failed", job.Id);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            _progress.TryRemove(job.Id, out _);
            var found = jobs.Find(job.Id);
            if (found is null || found.IsOver)
            {
                await ForgetAsync(job.Id, found is null or { State: JobState.Cancelled }).ConfigureAwait(false);
            }

            if (ended is not null)
            {
                WebTelemetry.Jobs.Add(1, new KeyValuePair<string, object?>("state", ended));
            }
        }
    }

    private async Task ForgetAsync(string id, bool deletes)
    {
        try
        {
            await queued.ForgetAsync(id).ConfigureAwait(false);
        }
        catch (Exception problem) when (SkyScribeException.IsInputFault(problem))
        {
            logger.LogWarning(problem, "the parts of job {Job} are still where workers put them", id);
        }

        if (deletes)
        {
            folder.Delete(id);
        }
    }

    private void Tidy()
    {
        if (DateTime.UtcNow - _tidied < Tidying)
        {
            return;
        }

        _tidied = DateTime.UtcNow;
        uploads.DeleteOlderThan(DateTimeOffset.UtcNow - TimeSpan.FromDays(2));
        foreach (var job in options.KeepDays > 0 ? jobs.EndedBefore(DateTimeOffset.UtcNow - TimeSpan.FromDays(options.KeepDays)) : [])
        {
            jobs.Delete(job.Id);
            folder.Delete(job.Id);
        }
    }

    private sealed class Keeper(JobRunner runner, string id) : IProgress<JobProgress>
    {
        private DateTime _saved = DateTime.UtcNow;

        public void Report(JobProgress value)
        {
            runner._progress[id] = value;
            if (DateTime.UtcNow - _saved > Saving)
            {
                _saved = DateTime.UtcNow;
                runner.SaveProgress(id, value);
            }
        }
    }

    private void SaveProgress(string id, JobProgress value) => jobs.Progress(id, value.Done, value.Total);
}
