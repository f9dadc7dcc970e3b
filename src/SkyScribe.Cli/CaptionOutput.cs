using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Where captions go: the console, or a file that is written line by line beside its final name and can be gone on with.</summary>
/// <remarks>The unfinished file is FILE.part. It only ever ends with whole lines for who reads it here: a half line of a killed process is dropped.</remarks>
internal sealed class CaptionOutput : IDisposable
{
    private readonly string? _path;
    private readonly TextWriter _writer;
    private readonly CaptionWriter _captions;

    private CaptionOutput(string? path, TextWriter writer, CaptionFormat format, bool isContinued)
    {
        (_path, _writer) = (path, writer);
        _captions = new CaptionWriter(writer, format, isContinued);
    }

    /// <summary>Files that the unfinished output of an earlier run has a line for.</summary>
    public IReadOnlySet<string> Done { get; private init; } = new HashSet<string>();

    /// <summary>Files among them that could not be read.</summary>
    public int FailedBefore { get; private init; }

    private string PartPath => _path + ".part";

    public static CaptionOutput Open(string? path, CaptionFormat format, bool resume)
    {
        if (path is null)
        {
            return resume ? throw new OptionException("--resume needs --out: the file to go on with") : new CaptionOutput(null, Console.Out, format, isContinued: false);
        }

        if (resume && format == CaptionFormat.Text)
        {
            throw new OptionException("--resume needs --format json or csv: plain text does not tell which images are done");
        }

        string part = path + ".part";
        if (!resume && File.Exists(part))
        {
            throw new OptionException($"{part}: the captions of a run that was cut off; go on with it by --resume, or delete it");
        }

        if (!File.Exists(part))
        {
            return new CaptionOutput(path, new StreamWriter(part, append: false), format, isContinued: false);
        }

        var done = new HashSet<string>(StringComparer.Ordinal);
        int failed = 0;
        long whole = 0;
        foreach (string line in WholeLines(part))
        {
            if (!CaptionWriter.TryImageOf(line, format, out var entry))
            {
                throw new OptionException($"{part}: found {Quoted(line)} at byte {whole}, expected a line that caption wrote in the format {format.ToString().ToLowerInvariant()}; delete the file to start anew");
            }

            whole += Encoding.UTF8.GetByteCount(line);
            if (entry is { } image)
            {
                done.Add(image.Path);
                failed += image.IsFailure ? 1 : 0;
            }
        }

        using (var stream = new FileStream(part, FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(whole);
        }

        return new CaptionOutput(path, new StreamWriter(part, append: true), format, isContinued: whole > 0) { Done = done, FailedBefore = failed };
    }

    public void Write(CaptionedFile file)
    {
        _captions.Write(file);
        if (_path is not null)
        {
            _writer.Flush();   // a line costs a system call; the image before it cost a thousand times that
        }
    }

    /// <summary>Gives the file its final name.</summary>
    public void Finish()
    {
        if (_path is not null)
        {
            _writer.Dispose();
            File.Move(PartPath, _path, overwrite: true);
        }
    }

    public void Dispose()
    {
        if (_path is not null)
        {
            _writer.Dispose();
        }
        else
        {
            _writer.Flush();
        }
    }

    private static string Quoted(string line) => $"'{line[..Math.Min(line.Length, 60)].TrimEnd()}'";

    // Lines with their ends; what follows the last end is not a line.
    private static IEnumerable<string> WholeLines(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var line = new StringBuilder();
        for (int next; (next = reader.Read()) >= 0;)
        {
            line.Append((char)next);
            if (next == '\n')
            {
                yield return line.ToString();
                line.Clear();
            }
        }
    }
}
