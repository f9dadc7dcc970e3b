using System.Text;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Geo.Results;

/// <summary>Keeps results as they come, so that a run that was cut off is resumed and no tile is captioned twice: FILE.part, to which lines are only
/// ever added.</summary>
/// <remarks>The first line says what the results depend on; each other is a <see cref="TileRecord"/>. Results come in the order of rasters and tiles,
/// so the last whole line says where to continue. A line that was cut off is written again.</remarks>
internal sealed class TileJournal : IDisposable
{
    private const int LongestLine = 1 << 20;
    private readonly FileStream _stream;
    private readonly MemoryStream _pending = new();

    private TileJournal(string path, FileStream stream) => (Path, _stream) = (path, stream);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The last result of an earlier run; null where nothing is done.</summary>
    public TileRecord? Last { get; private init; }

    /// <summary>Where the journal of an output lies.</summary>
    public static string PathOf(string output) => output + ".part";

    /// <summary>Opens it.</summary>
    /// <param name="path">the journal</param>
    /// <param name="resume">whether one that exists is continued</param>
    /// <param name="settings">what the results depend on</param>
    /// <exception cref="OptionException">There is one and it is not to be resumed, or it was made with other settings, or it is none.</exception>
    public static TileJournal Open(string path, bool resume, IReadOnlyDictionary<string, string> settings)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return Begin(path, settings);
        }

        if (!resume)
        {
            throw new OptionException($"{path}: the tiles of a run that was cut off; continue it with --resume, or delete the file");
        }

        long whole = 0;
        TileRecord? last = null;
        bool hasHeader = false;
        foreach (var (line, end) in Lines(path))
        {
            if (!hasHeader)
            {
                RequireSame(path, line, settings);
                hasHeader = true;
            }
            else
            {
                last = Parse(path, line, whole);
            }

            whole = end;
        }

        if (!hasHeader)
        {
            return Begin(path, settings);   // cut off within its first line: nothing was done
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        stream.SetLength(whole);
        stream.Position = whole;
        return new TileJournal(path, stream) { Last = last };
    }

    /// <summary>The results of a journal, in the order of rasters and tiles.</summary>
    public static IEnumerable<TileRecord> Read(string path) => Lines(path).Skip(1).Select(line => Parse(path, line.Bytes, line.End));

    /// <summary>Adds a result; runs of tiles without data become one line.</summary>
    public void Add(TileRecord record)
    {
        JsonSerializer.Serialize(_pending, record, ResultJson.Journal.TileRecord);
        _pending.WriteByte((byte)'\n');
    }

    /// <summary>Hands what was added to the system: it survives the end of this process.</summary>
    public void Flush()
    {
        _stream.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
        _stream.Flush();
        _pending.SetLength(0);
    }

    public void Dispose() => _stream.Dispose();

    private static TileJournal Begin(string path, IReadOnlyDictionary<string, string> settings)
    {
        var journal = new TileJournal(path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));
        JsonSerializer.Serialize(journal._pending, settings, ResultJson.Journal.IReadOnlyDictionaryStringString);
        journal._pending.WriteByte((byte)'\n');
        journal.Flush();
        return journal;
    }

    private static TileRecord Parse(string path, byte[] line, long offset)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ResultJson.Journal.TileRecord) ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new OptionException(
                $"{path}: found {SkyScribeException.Quote(Encoding.UTF8.GetString(line))} at byte {offset}, expected a result that raster wrote ({problem.Message}); delete the file to start anew", problem);
        }
    }

    private static void RequireSame(string path, byte[] line, IReadOnlyDictionary<string, string> settings)
    {
        Dictionary<string, string> made;
        try
        {
            made = JsonSerializer.Deserialize(line, ResultJson.Journal.DictionaryStringString)!;
        }
        catch (JsonException problem)
        {
            throw new OptionException($"{path}: does not begin as a file of tiles that raster wrote; delete it to start anew", problem);
        }

        foreach (string name in settings.Keys.Union(made.Keys).Order(StringComparer.Ordinal))
        {
            string before = made.GetValueOrDefault(name, "none"), now = settings.GetValueOrDefault(name, "none");
            if (before != now)
            {
                throw new OptionException(
                    $"{path}: was made with {name} {SkyScribeException.Quote(before)}, this run has {SkyScribeException.Quote(now)}; resume with the same rasters, model and options, or delete the file to start anew");
            }
        }
    }

    // Whole lines without their ends, and where they end in the file.
    private static IEnumerable<(byte[] Bytes, long End)> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        using var line = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        long position = 0;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            int start = 0;
            for (int at; start < read && (at = Array.IndexOf(buffer, (byte)'\n', start, read - start)) >= 0; start = at + 1)
            {
                line.Write(buffer, start, at - start);
                yield return (line.ToArray(), position + at + 1);
                line.SetLength(0);
            }

            line.Write(buffer, start, read - start);
            position += read;
            if (line.Length > LongestLine)
            {
                throw new OptionException(
                    $"{path}: has a line of more than {LongestLine} bytes; expected a file of tiles that raster wrote: delete it to start anew");
            }
        }
    }
}
