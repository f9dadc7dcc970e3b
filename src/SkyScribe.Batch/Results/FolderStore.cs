using SkyScribe.Batch.Plans;
using SkyScribe.IO;

namespace SkyScribe.Batch.Results;

/// <summary>Results in a folder, which may be a network's. Files are written aside, flushed to the disk, then renamed.</summary>
/// <remarks>Process numbers are not unique among machines (in containers all are 1), so the names aside are drawn at random.</remarks>
/// <param name="folder">the folder; it is made when something is written</param>
internal sealed class FolderStore(string folder) : ResultStore
{
    public override string Name => folder;

    protected override string Aside => "aside/";

    public override byte[]? Read(string key)
    {
        string path = PathOf(key);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MostBytes)
            {
                throw new BatchException(path, $"has {stream.Length} bytes; expected a file that 'batch run' made, of at most {MostBytes}");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new BatchException(path, $"cannot be read ({problem.Message})", problem) { MayPass = true };
        }
    }

    public override void Write(string key, ReadOnlySpan<byte> bytes)
    {
        string path = PathOf(key), aside = Path.Combine(folder, Aside, Guid.NewGuid().ToString("n"));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (Exception problem) when (SkyScribeException.IsInputFault(problem)
            || problem is ArgumentOutOfRangeException)   // .NET's words for EFBIG
        {
            TryDelete(aside);
            throw new BatchException(path,
                $"cannot be written ({problem.Message}); make room or give access, then run again: what is done is kept", problem) { MayPass = true };
        }
    }

    public override void Delete(string key) => TryDelete(PathOf(key));

    public override IEnumerable<StoredEntry> List(string prefix)
    {
        int slash = prefix.LastIndexOf('/');
        var found = new DirectoryInfo(Path.Combine(folder, prefix[..Math.Max(slash, 0)]));
        return !found.Exists ? [] : found.EnumerateFiles(prefix[(slash + 1)..] + "*")
            .Select(file => new StoredEntry(prefix[..(slash + 1)] + file.Name, file.LastWriteTimeUtc));
    }

    public override DateTimeOffset Now()
    {
        string aside = Path.Combine(folder, Aside, Guid.NewGuid().ToString("n"));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            File.WriteAllBytes(aside, [0]);
            return File.GetLastWriteTimeUtc(aside);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return DateTimeOffset.UtcNow;   // who may only read takes this machine's clock
        }
        finally
        {
            TryDelete(aside);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // another worker deletes it too, or nobody may
        }
    }
}
