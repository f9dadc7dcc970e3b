using System.IO.Compression;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Scores;

/// <summary>Many files of scores in one compressed file, a zip: what the runs of a plan scored on every image.</summary>
/// <remarks>
/// The same files give the same bytes: entries stand in the order of their names and have no time. An entry is named as the file was
/// (<c>b-seed1.val.scores.json</c>), and <see cref="ScoreFile.Read"/> reads <c>ARCHIVE.zip:ENTRY</c>.
/// </remarks>
public static class ScoreArchive
{
    /// <summary>How the name of an archive ends.</summary>
    public const string Ending = ".zip";

    private const string Expected = "a zip of score files";
    private const int MaximumEntries = 10_000;
    private const long MaximumBytes = 1L << 30, MaximumEntryBytes = 256L << 20;

    // Zip has no earlier one.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The names of an archive's entries, in ordinal order.</summary>
    /// <exception cref="CaptionFileException">The file is missing or no such archive.</exception>
    public static IReadOnlyList<string> Names(string path) =>
        Open(path, archive => Entries(path, archive).Select(entry => entry.FullName).Order(StringComparer.Ordinal).ToArray());

    /// <summary>An entry's bytes; null where there is none of that name.</summary>
    /// <exception cref="CaptionFileException">The file is missing, no such archive, or the entry is damaged or too big.</exception>
    public static byte[]? Find(string path, string entry) =>
        Open(path, archive => Entries(path, archive).FirstOrDefault(found => found.FullName == entry) is { } found ? ReadBytes(path, found) : null);

    /// <summary>Puts files into an archive, which is made where there is none; those of the same name are replaced. The archive is replaced as a
    /// whole.</summary>
    /// <param name="path">the archive</param>
    /// <param name="files">bytes by name</param>
    /// <exception cref="CaptionFileException">The file that is there is no such archive.</exception>
    public static void Put(string path, IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var all = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            foreach ((string name, byte[] bytes) in Open(
                path, archive => Entries(path, archive).Select(entry => (entry.FullName, ReadBytes(path, entry))).ToArray()))
            {
                all[name] = bytes;
            }
        }

        foreach ((string name, byte[] bytes) in files)
        {
            all[name] = bytes;
        }

        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, byte[] bytes) in all)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = NoTime;
                using Stream content = entry.Open();
                content.Write(bytes);
            }
        });
    }

    private static T Open<T>(string path, Func<ZipArchive, T> read)
    {
        byte[] bytes = BoundedFile.Read(path, MaximumBytes, Expected, CaptionFileException.Of);
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            return read(archive);
        }
        catch (InvalidDataException problem)
        {
            throw new CaptionFileException(path, "", $"a damaged zip ({problem.Message})", Expected, problem);
        }
    }

    private static IReadOnlyCollection<ZipArchiveEntry> Entries(string path, ZipArchive archive) => archive.Entries.Count <= MaximumEntries
        ? archive.Entries
        : throw new CaptionFileException(path, "", $"{archive.Entries.Count} entries", $"at most {MaximumEntries}");

    // What an entry says of its length is only believed after as much was read.
    private static byte[] ReadBytes(string path, ZipArchiveEntry entry)
    {
        if (entry.Length > MaximumEntryBytes)
        {
            throw new CaptionFileException(path, entry.FullName, $"{entry.Length} bytes", $"at most {MaximumEntryBytes}");
        }

        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + read > entry.Length)
            {
                throw new CaptionFileException(path, entry.FullName, $"more than {entry.Length} bytes", "as many as the entry says");
            }

            copy.Write(buffer, 0, read);
        }

        return copy.Length == entry.Length ? copy.ToArray()
            : throw new CaptionFileException(path, entry.FullName, $"{copy.Length} bytes", $"{entry.Length}, as the entry says");
    }
}
