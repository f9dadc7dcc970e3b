using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Endpoints;

/// <summary>Jobs: how far they are, and their end.</summary>
internal static class JobEndpoints
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5), Silence = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/jobs", List).WithName("jobs").WithTags("rasters").WithSummary("Jobs, the newest first").ProducesProblems(400);
        routes.MapGet("/v1/jobs/{id}", Get).WithName("job").WithTags("rasters").WithSummary("One job").ProducesProblems(404);
        routes.MapDelete("/v1/jobs/{id}", Delete).WithName("cancelJob").WithTags("rasters").WithSummary("Cancels a job, or deletes one that is over")
            .WithDescription("A job that is over is deleted with its layer.").Produces(StatusCodes.Status204NoContent).ProducesProblems(404);
        routes.MapGet("/v1/jobs/{id}/events", Watch).WithName("watchJob").WithTags("rasters").WithSummary("Progress as server-sent events")
            .WithDescription("Each event is a job as GET /v1/jobs/{id} has it; the last one says how it ended.")
            .Produces<JobAnswer>(StatusCodes.Status200OK, "text/event-stream").ProducesProblems(404);
    }

    private static Ok<JobList> List(
        JobStore jobs, JobRunner runner, [Description("most jobs, 1 to 500")] int limit = 50,
        [Description("only jobs that are older than this one")] string? before = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        var found = jobs.List(limit, before);
        return TypedResults.Ok(new JobList(
            [.. found.Select(job => JobAnswer.Of(job, runner.ProgressOf(job.Id)))],
            found.Count == limit ? $"/v1/jobs?limit={limit}&before={found[^1].Id}" : null));
    }

    private static Ok<JobAnswer> Get(JobStore jobs, JobRunner runner, string id) =>
        TypedResults.Ok(JobAnswer.Of(jobs.Find(id) ?? throw Missing(id), runner.ProgressOf(id)));

    private static NoContent Delete(JobStore jobs, JobRunner runner, DataFolder folder, Layers.LayerShelf shelf, string id)
    {
        _ = jobs.Find(id) ?? throw Missing(id);
        if (!runner.Cancel(id))
        {
            jobs.Delete(id);
            shelf.Forget(id);
            folder.Delete(id);
        }

        return TypedResults.NoContent();
    }

    private static ServerSentEventsResult<JobAnswer> Watch(
        JobStore jobs, JobRunner runner, IHostApplicationLifetime lifetime, HttpContext context, string id)
    {
        _ = jobs.Find(id) ?? throw Missing(id);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(Events(context.RequestAborted));

        async IAsyncEnumerable<SseItem<JobAnswer>> Events([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
            JobAnswer? told = null;
            var last = DateTime.UtcNow;
            while (jobs.Find(id) is { } job)
            {
                var now = JobAnswer.Of(job, runner.ProgressOf(id));
                if (now != told || DateTime.UtcNow - last > Silence)
                {
                    (told, last) = (now, DateTime.UtcNow);
                    yield return new SseItem<JobAnswer>(now, "job");
                }

                if (job.IsOver)
                {
                    yield break;
                }

                try
                {
                    await Task.Delay(Pause, stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }
            }
        }
    }

    private static RefusedException Missing(string id) => RefusedException.NotFound($"there is no job {IO.SkyScribeException.Quote(id)}; GET /v1/jobs lists them");
}
