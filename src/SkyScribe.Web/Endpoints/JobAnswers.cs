using System.ComponentModel;
using SkyScribe.Web.Jobs;

namespace SkyScribe.Web.Endpoints;

/// <summary>A job as the API shows it.</summary>
internal sealed record JobAnswer
{
    public required string Id { get; init; }

    [Description("what the raster is called")]
    public required string Name { get; init; }

    public required JobState State { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required ProgressAnswer Progress { get; init; }

    [Description("why it failed")]
    public string? Error { get; init; }

    [Description("address of the layer, once it is done")]
    public string? Layer { get; init; }

    /// <summary>Makes it.</summary>
    /// <param name="job">the job</param>
    /// <param name="progress">of one that runs; null for others</param>
    public static JobAnswer Of(Job job, JobProgress? progress) => new()
    {
        Id = job.Id, Name = job.Name, State = progress?.Phase == "queued" ? JobState.Queued : job.State,
        Created = job.Created, Started = job.Started, Ended = job.Ended, Error = job.Error,
        Layer = job.State == JobState.Done ? $"/v1/layers/{job.Id}" : null,
        Progress = progress is null ? new ProgressAnswer { Done = job.Done, Total = job.Total } : new ProgressAnswer
        {
            Phase = progress.Phase, Done = progress.Done, Total = progress.Total, TilesPerSecond = progress.TilesPerSecond,
            RemainingSeconds = progress.RemainingSeconds, Note = progress.Note,
        },
    };
}

/// <summary>How far a job is.</summary>
internal sealed record ProgressAnswer
{
    [Description("fetching, queued for workers, captioning or writing; only while it runs")]
    public string? Phase { get; init; }

    [Description("tiles done")]
    public required long Done { get; init; }

    [Description("tiles in all; 0 while that is not known")]
    public required long Total { get; init; }

    public double? TilesPerSecond { get; init; }

    [Description("estimated seconds to the end")]
    public double? RemainingSeconds { get; init; }

    [Description("what people should know, such as that no worker has taken any of it")]
    public string? Note { get; init; }
}

/// <summary>Jobs, the newest first.</summary>
/// <param name="Jobs">some of them</param>
/// <param name="Next">address of the next page; null for none</param>
internal sealed record JobList(IReadOnlyList<JobAnswer> Jobs, string? Next = null);
