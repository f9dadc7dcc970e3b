using System.Globalization;
using Microsoft.AspNetCore.Http;
using SkyScribe.IO;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Storage;

/// <summary>Where what the server keeps lies, and how much of it there is.</summary>
internal sealed class DataFolder
{
    private readonly ServeOptions _options;
    private readonly Lock _lock = new();
    private long _used, _promised;

    public DataFolder(ServeOptions options)
    {
        _options = options;
        foreach (string folder in (string[])[Uploads, Rasters, Layers])
        {
            Directory.CreateDirectory(folder);
        }

        AtomicFile.DeleteLeftovers(options.Data);
        Measure();
    }

    /// <summary>The database of jobs, uploads and corrections.</summary>
    public string Database => Path.Combine(_options.Data, "server.db");

    /// <summary>Bytes that the folder holds, as last measured, those that were added since, and those that uploads will still take.</summary>
    public long Used => Interlocked.Read(ref _used) + Interlocked.Read(ref _promised);

    private string Uploads => Path.Combine(_options.Data, "uploads");

    private string Rasters => Path.Combine(_options.Data, "rasters");

    private string Layers => Path.Combine(_options.Data, "layers");

    /// <summary>A name that nothing has had yet; later ones sort after earlier ones.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("n", CultureInfo.InvariantCulture);

    /// <summary>An upload that is under way.</summary>
    public string UploadOf(string id) => Path.Combine(Uploads, id + ".part");

    /// <summary>A raster that was sent or fetched.</summary>
    public string RasterOf(string id) => Path.Combine(Rasters, id + ".tif");

    /// <summary>The folder of a layer, made if need be.</summary>
    public string LayerFolderOf(string id) => Directory.CreateDirectory(Path.Combine(Layers, id)).FullName;

    /// <summary>A layer in its first form.</summary>
    public string LayerOf(string id) => Path.Combine(Layers, id, "layer.gpkg");

    /// <summary>The plan of a job whose shards are captioned elsewhere.</summary>
    public string PlanOf(string id) => Path.Combine(Layers, id, "plan");

    /// <summary>Asks for room before something is written.</summary>
    /// <exception cref="RefusedException">The quota would be exceeded.</exception>
    public void Reserve(long bytes) => Take(ref _used, bytes);

    /// <summary>Gives room back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>Asks for room for an upload as a whole.</summary>
    /// <exception cref="RefusedException">The quota would be exceeded.</exception>
    public void Promise(long bytes) => Take(ref _promised, bytes);

    /// <summary>Gives an upload's room back.</summary>
    public void Unpromise(long bytes) => Interlocked.Add(ref _promised, -bytes);

    /// <summary>Counts anew what is there; uploads under way are counted by their promise.</summary>
    public void Measure()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _used, new DirectoryInfo(_options.Data).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.DirectoryName != Uploads && file.Exists).Sum(file => file.Length));
        }
    }

    private void Take(ref long counter, long bytes)
    {
        Interlocked.Add(ref counter, bytes);
        if (Used > _options.QuotaBytes)
        {
            Interlocked.Add(ref counter, -bytes);
            throw new RefusedException(StatusCodes.Status507InsufficientStorage,
                $"the server's data folder may hold {_options.QuotaBytes >> 20} MiB and has no room for {bytes} bytes more; delete jobs that are no longer needed, or ask its operator");
        }
    }

    /// <summary>Deletes all files of a job.</summary>
    public void Delete(string id)
    {
        File.Delete(UploadOf(id));
        File.Delete(RasterOf(id));
        if (Directory.Exists(Path.Combine(Layers, id)))
        {
            Directory.Delete(Path.Combine(Layers, id), recursive: true);
        }

        Measure();
    }

    /// <summary>Deletes what no job and no upload knows: left by a process that was killed between a file and its line in the database.</summary>
    /// <param name="known">all numbers that are in use</param>
    public void DeleteUnknown(IReadOnlySet<string> known)
    {
        var left = Directory.EnumerateFiles(Uploads).Concat(Directory.EnumerateFiles(Rasters)).Concat(Directory.EnumerateDirectories(Layers))
            .Select(path => Path.GetFileName(path).Split('.')[0]).Where(id => !known.Contains(id)).ToHashSet();
        foreach (string id in left)
        {
            Delete(id);
        }
    }
}
