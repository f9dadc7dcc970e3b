using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Jobs;

/// <summary>A raster that is sent in parts.</summary>
/// <param name="Id">its number, later the job's</param>
/// <param name="Name">what people call it</param>
/// <param name="Client">whose it is</param>
/// <param name="Size">its bytes in all</param>
/// <param name="Options">how it will be captioned</param>
internal sealed record Upload(string Id, string Name, string Client, long Size, JobOptions Options)
{
    /// <summary>The job that it becomes.</summary>
    public Job ToJob() => new()
    {
        Id = Id, Name = Name, Client = Client, State = JobState.Queued, Source = "", Options = Options, Created = DateTimeOffset.UtcNow,
    };
}

/// <summary>Uploads that are under way: each a file that only grows, so that what has arrived is never sent twice.</summary>
internal sealed class UploadStore(Database database, DataFolder folder, ServeOptions options)
{
    private const int BufferBytes = 1 << 16, MostUploads = 1000;
    private readonly ConcurrentDictionary<string, byte> _busy = new();

    /// <summary>Begins one; its whole size is reserved.</summary>
    /// <exception cref="RefusedException">It is too large, or there is no room.</exception>
    public Upload Begin(string name, string client, long size, JobOptions job)
    {
        if (size < 1 || size > options.MaxRasterBytes)
        {
            throw new RefusedException(size < 1 ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge,
                $"size: found {size} bytes, expected 1 to {options.MaxRasterBytes}");
        }

        if ((long)database.Single("SELECT COUNT(*) FROM uploads")! >= MostUploads)
        {
            throw new RefusedException(StatusCodes.Status429TooManyRequests, "too many uploads are under way")
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        }

        folder.Promise(size);
        var upload = new Upload(DataFolder.NewId(), name, client, size, job);
        File.WriteAllBytes(folder.UploadOf(upload.Id), []);
        database.Change(
            "INSERT INTO uploads (id, name, client, size, options, created) VALUES ($0, $1, $2, $3, $4, $5)", upload.Id, name, client, size,
            JobJson.Write(job), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return upload;
    }

    /// <summary>One; null where there is none of that number.</summary>
    public Upload? Find(string id) =>
        database.Rows(Read, "SELECT id, name, client, size, options FROM uploads WHERE id = $0", id) is [var upload] ? upload : null;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Upload> List() => database.Rows(Read, "SELECT id, name, client, size, options FROM uploads");

    /// <summary>The numbers of all.</summary>
    public IReadOnlyList<string> Ids() => database.Rows(row => row.GetString(0), "SELECT id FROM uploads");

    /// <summary>How many bytes of one have arrived.</summary>
    public long ArrivedOf(Upload upload) => new FileInfo(folder.UploadOf(upload.Id)) is { Exists: true } file ? file.Length
        : new FileInfo(folder.RasterOf(upload.Id)) is { Exists: true } raster ? raster.Length : 0;

    /// <summary>Adds a part, which must begin where the file ends; once this returns its bytes are on the disk.</summary>
    /// <returns>how many bytes have arrived in all</returns>
    /// <exception cref="RefusedException">It begins elsewhere, is longer than it says, or another part of the same upload arrives.</exception>
    public async Task<long> AppendAsync(Upload upload, long first, long last, Stream body, CancellationToken cancellation)
    {
        if (!_busy.TryAdd(upload.Id, 0))
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "another part of this upload is arriving; send parts one after the other");
        }

        try
        {
            var file = new FileStream(folder.UploadOf(upload.Id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            await using (file.ConfigureAwait(false))
            {
                if (first != file.Length)
                {
                    throw new RefusedException(StatusCodes.Status409Conflict, string.Create(
                        CultureInfo.InvariantCulture, $"Content-Range begins at {first}, but {file.Length} bytes have arrived; go on from there"));
                }

                file.Position = first;
                try
                {
                    await CopyAsync(body, file, last - first + 1, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    file.Flush(flushToDisk: true);   // also of a part that was cut off
                }

                return file.Length;
            }
        }
        finally
        {
            _busy.TryRemove(upload.Id, out _);
        }
    }

    /// <summary>Gives the file its place as a job's raster.</summary>
    public void Complete(Upload upload)
    {
        if (File.Exists(folder.UploadOf(upload.Id)))   // else a process before this one moved it and was killed
        {
            File.Move(folder.UploadOf(upload.Id), folder.RasterOf(upload.Id), overwrite: true);
        }
    }

    /// <summary>Forgets an upload; a file that is not a raster yet is deleted.</summary>
    public void Delete(Upload upload)
    {
        if (database.Change("DELETE FROM uploads WHERE id = $0", upload.Id) == 1)
        {
            folder.Unpromise(upload.Size);
        }

        File.Delete(folder.UploadOf(upload.Id));
    }

    /// <summary>Counts what earlier processes promised.</summary>
    public void PromiseAgain()
    {
        foreach (long size in database.Rows(row => row.GetInt64(0), "SELECT size FROM uploads"))
        {
            folder.Promise(size);
        }
    }

    /// <summary>Gives up uploads that nobody goes on with.</summary>
    public void DeleteOlderThan(DateTimeOffset time)
    {
        foreach (string id in database.Rows(row => row.GetString(0), "SELECT id FROM uploads WHERE created < $0", time.ToUnixTimeMilliseconds()))
        {
            if (Find(id) is { } upload && !_busy.ContainsKey(id))
            {
                Delete(upload);
            }
        }
    }

    private static Upload Read(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), JobJson.Read<JobOptions>(row.GetString(4)));

    private static async Task CopyAsync(Stream body, FileStream file, long count, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        long left = count;
        for (int read; (read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; left -= read)
        {
            if (read > left)
            {
                throw new RefusedException(StatusCodes.Status400BadRequest, $"the body is longer than the {count} bytes that Content-Range says");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        if (left > 0)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"the body is shorter than the {count} bytes that Content-Range says; go on from what HEAD says");
        }
    }
}
