using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Jobs;

/// <summary>The jobs, in the database.</summary>
internal sealed class JobStore(Database database, ServeOptions options)
{
    private const string Columns = "id, name, client, state, source, options, created, started, ended, done, total, error, layer";
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Adds a job; once this returns it is not lost.</summary>
    /// <exception cref="RefusedException">There are too many already.</exception>
    public void Add(Job job)
    {
        if ((long)database.Single("SELECT COUNT(*) FROM jobs WHERE state IN ('Queued', 'Running')")! >= options.MaxJobs)
        {
            throw new RefusedException(StatusCodes.Status429TooManyRequests, $"{options.MaxJobs} jobs wait already; try again when some are done")
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        }

        database.Change("INSERT INTO jobs (id, name, client, state, source, options, created) VALUES ($0, $1, $2, $3, $4, $5, $6)",
            job.Id, job.Name, job.Client, job.State.ToString(), job.Source, JobJson.Write(job.Options), job.Created.ToUnixTimeMilliseconds());
        _news.Release();
    }

    /// <summary>A job; null where there is none of that number.</summary>
    public Job? Find(string id) => database.Rows(Read, $"SELECT {Columns} FROM jobs WHERE id = $0", id) is [var job] ? job : null;

    /// <summary>Jobs, the newest first.</summary>
    /// <param name="most">most of them</param>
    /// <param name="before">only those older than this one; null for all</param>
    public IReadOnlyList<Job> List(int most, string? before = null) =>
        database.Rows(Read, $"SELECT {Columns} FROM jobs WHERE id < $0 ORDER BY id DESC LIMIT $1", before ?? "~", most);

    /// <summary>Jobs that have a layer, the newest first.</summary>
    public IReadOnlyList<Job> WithLayers(int most) =>
        database.Rows(Read, $"SELECT {Columns} FROM jobs WHERE state = 'Done' ORDER BY id DESC LIMIT $0", most);

    /// <summary>Those that wait, the oldest first.</summary>
    public IReadOnlyList<Job> Waiting() => database.Rows(Read, $"SELECT {Columns} FROM jobs WHERE state = 'Queued' ORDER BY id");

    /// <summary>The numbers of all jobs.</summary>
    public IReadOnlyList<string> Ids() => database.Rows(row => row.GetString(0), "SELECT id FROM jobs");

    /// <summary>Jobs that ended before a time.</summary>
    public IReadOnlyList<Job> EndedBefore(DateTimeOffset time) =>
        database.Rows(Read, $"SELECT {Columns} FROM jobs WHERE ended IS NOT NULL AND ended < $0", time.ToUnixTimeMilliseconds());

    /// <summary>Puts jobs that a process left running back into the queue.</summary>
    public void Requeue() => database.Change("UPDATE jobs SET state = 'Queued' WHERE state = 'Running'");

    /// <summary>Says that a job has begun.</summary>
    /// <returns>false where it was cancelled meanwhile</returns>
    public bool Begin(string id) => database.Change(
        "UPDATE jobs SET state = 'Running', started = COALESCE(started, $1) WHERE id = $0 AND state = 'Queued'", id, Now()) == 1;

    /// <summary>Keeps how far it is.</summary>
    public void Progress(string id, long done, long total) => database.Change("UPDATE jobs SET done = $1, total = $2 WHERE id = $0", id, done, total);

    /// <summary>Says that it is done.</summary>
    public void Finish(string id, LayerInfo layer, long tiles) => database.Change(
        "UPDATE jobs SET state = 'Done', ended = $1, done = $2, total = $2, layer = $3 WHERE id = $0 AND state = 'Running'", id, Now(), tiles,
        JobJson.Write(layer));

    /// <summary>Says that it came to nothing.</summary>
    public void Fail(string id, string error) =>
        database.Change("UPDATE jobs SET state = 'Failed', ended = $1, error = $2 WHERE id = $0 AND state = 'Running'", id, Now(), error);

    /// <summary>Cancels one that is not over.</summary>
    /// <returns>whether it was not over</returns>
    public bool Cancel(string id) =>
        database.Change("UPDATE jobs SET state = 'Cancelled', ended = $1 WHERE id = $0 AND state IN ('Queued', 'Running')", id, Now()) == 1;

    /// <summary>Forgets one.</summary>
    public void Delete(string id) => database.Change("DELETE FROM jobs WHERE id = $0", id);

    /// <summary>Waits for a job that was added.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _news.WaitAsync(cancellation);

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static Job Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0), Name = row.GetString(1), Client = row.GetString(2), State = Enum.Parse<JobState>(row.GetString(3)),
        Source = row.GetString(4), Options = JobJson.Read<JobOptions>(row.GetString(5)),
        Created = Time(row, 6)!.Value, Started = Time(row, 7), Ended = Time(row, 8), Done = row.GetInt64(9), Total = row.GetInt64(10),
        Error = row.IsDBNull(11) ? null : row.GetString(11), Layer = row.IsDBNull(12) ? null : JobJson.Read<LayerInfo>(row.GetString(12)),
    };

    private static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
