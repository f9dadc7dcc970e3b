using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Where captions go: the console, or a file that is written line by line beside its final name, so that a run that was cut off can be
/// resumed.</summary>
/// <remarks>The unfinished file is FILE.part, and FILE.part.json says what made it. FILE.lock keeps other processes out. A device or a FIFO is
/// written to directly.</remarks>
internal sealed class CaptionOutput : IDisposable
{
    private readonly string? _path;
    private readonly TextWriter _writer;
    private readonly CaptionWriter _captions;
    private readonly ProcessLock? _lock;

    private CaptionOutput(string? path, TextWriter writer, CaptionFormat format, bool isContinued = false, ProcessLock? held = null)
    {
        (_path, _writer, _lock) = (path, writer, held);
        _captions = new CaptionWriter(writer, format, isContinued);
    }

    /// <summary>Files that the unfinished output of an earlier run has a line for.</summary>
    public IReadOnlySet<string> Done { get; private init; } = new HashSet<string>();

    /// <summary>Files among them that could not be read.</summary>
    public IReadOnlySet<string> FailedBefore { get; private init; } = new HashSet<string>();

    /// <summary>Opens the output.</summary>
    /// <param name="path">null for the console</param>
    /// <param name="format">form of the lines</param>
    /// <param name="resume">whether an unfinished file is continued</param>
    /// <param name="settings">what the lines depend on; an unfinished file that was made with others is refused</param>
    public static CaptionOutput Open(string? path, CaptionFormat format, bool resume, IReadOnlyDictionary<string, string> settings)
    {
        if (path is null)
        {
            return resume ? throw new OptionException("--resume needs --out: the file to continue")
                : new CaptionOutput(null, StandardStreams.Results, format);
        }

        if (AtomicFile.IsWrittenThrough(path))
        {
            return resume
                ? throw new OptionException($"--resume: {path} is a device or a FIFO, which keeps no captions to continue")
                : new CaptionOutput(null, new StreamWriter(AtomicFile.OpenThrough(path)), format);
        }

        if (resume && format == CaptionFormat.Text)
        {
            throw new OptionException("--resume needs --format json or csv: plain text does not tell which images are done");
        }

        path = AtomicFile.FollowLinks(path);
        var held = ProcessLock.Take(path);
        try
        {
            return OpenFile(path, format, resume, settings, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static CaptionOutput OpenFile(
        string path, CaptionFormat format, bool resume, IReadOnlyDictionary<string, string> settings, ProcessLock held)
    {
        string part = PartOf(path);
        if (!resume && File.Exists(part))
        {
            throw new OptionException($"{part}: the captions of a run that was cut off; continue it with --resume, or delete the file");
        }

        if (!File.Exists(part))
        {
            StrictJson.Write(SettingsOf(path), settings, CliJson.Strict.IReadOnlyDictionaryStringString);
            return new CaptionOutput(path, new StreamWriter(part, append: false), format, held: held);
        }

        RequireSame(path, settings);
        var read = UnfinishedCaptions.Read(part, format);
        using (var stream = new FileStream(part, FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(read.WholeBytes);
        }

        return new CaptionOutput(path, new StreamWriter(part, append: true), format, isContinued: read.WholeBytes > 0, held) { Done = read.Done,
            FailedBefore = read.Failed };
    }

    /// <summary>Whether text has the other captions of an image too.</summary>
    public bool ShowsOthers
    {
        get => _captions.ShowsOthers;
        set => _captions.ShowsOthers = value;
    }

    public void Write(CaptionedFile file)
    {
        _captions.Write(file);
        _writer.Flush();   // a line costs a system call; the image before it cost a thousand times that
    }

    /// <summary>Gives the file its final name.</summary>
    public void Finish()
    {
        _captions.Dispose();
        _writer.Flush();
        if (_path is not null)
        {
            _writer.Dispose();
            File.Move(PartOf(_path), _path, overwrite: true);
            File.Delete(SettingsOf(_path));
        }
    }

    public void Dispose()
    {
        try
        {
            _captions.Dispose();
            if (_writer != StandardStreams.Results)
            {
                _writer.Dispose();
            }
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    private static string PartOf(string path) => path + ".part";

    private static string SettingsOf(string path) => path + ".part.json";

    private static void RequireSame(string path, IReadOnlyDictionary<string, string> settings)
    {
        string file = SettingsOf(path);
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"warning: {file} is missing: whether {PartOf(path)} was made with the same model and options is not known");
            return;
        }

        var made = StrictJson.Read(file, CliJson.Strict.DictionaryStringString);
        foreach (string name in settings.Keys.Union(made.Keys).Order(StringComparer.Ordinal))
        {
            string before = made.GetValueOrDefault(name, "none"), now = settings.GetValueOrDefault(name, "none");
            if (before != now)
            {
                throw new OptionException(
                    $"{PartOf(path)}: was made with {name} {SkyScribeException.Quote(before)}, this run has {SkyScribeException.Quote(now)}; resume with the same model and options, or delete the file to start anew");
            }
        }
    }
}
