using System.Text.Json;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Training;

/// <summary>
/// The folder of a training run: <c>options.json</c> (settings), <c>attributes.tsv</c> (labels with counts), <c>splits.json</c> (where splits were
/// drawn), <c>left-out.json</c> (images that were left out), <c>log.jsonl</c> (a line an epoch), <c>loss.png</c>, <c>last</c> (state to resume from),
/// <c>last.old</c> (the state before, should a file of <c>last</c> be damaged) and <c>model</c> (the best model). <c>SHA256SUMS</c> has the hash of
/// the settings, <c>last</c> and <c>model</c> have lists of their own, and each line of the log ends with its hash.
/// </summary>
internal sealed class RunFolder
{
    private const string OptionsFile = "options.json", AttributesFile = "attributes.tsv";
    private readonly string _path;

    private RunFolder(string path) => _path = path;

    public string ModelPath => Path.Combine(_path, "model");

    public string StatePath => Path.Combine(_path, "last");

    private string OptionsPath => Path.Combine(_path, OptionsFile);

    private string LogPath => Path.Combine(_path, "log.jsonl");

    /// <summary>The settings that the run began with, or last went on with.</summary>
    /// <exception cref="CheckpointException">The file was damaged or changed.</exception>
    public TrainingOptions ReadOptions() => HashList.Problem(_path, OptionsFile) is { } problem
        ? throw new CheckpointException($"{problem}; put back what stood there, or delete {HashList.FileName} there to take it as it is")
        : RenamedSettings.Read<TrainingOptions>(OptionsPath);

    /// <summary>Reads the state to resume from; the one before, where its files are damaged.</summary>
    /// <param name="say">is told that the state is another</param>
    /// <exception cref="CheckpointException">There is none that can be used.</exception>
    public TrainingState OpenState(Action<string> say)
    {
        StoredState.Settle(StatePath, say);
        return TrainingState.Read(StatePath);
    }

    /// <summary>Takes a folder for a run, or resumes the run it holds.</summary>
    /// <exception cref="CheckpointException">It holds a run already, other files, or nothing to resume.</exception>
    public static RunFolder Open(TrainingRun run)
    {
        var folder = new RunFolder(run.OutputFolder);
        bool holdsRun = File.Exists(folder.OptionsPath);
        if (run.Resume)
        {
            if (!holdsRun)
            {
                throw new CheckpointException($"{run.OutputFolder}: holds no run to resume; leave out --resume to start one there");
            }

            return folder;
        }

        // A run that was killed before its first save can begin again.
        if (Directory.Exists(run.OutputFolder)
            && (HoldsState(run.OutputFolder) || !(holdsRun || Directory.EnumerateFileSystemEntries(run.OutputFolder).All(IsInput))))
        {
            throw new CheckpointException(holdsRun
                ? $"{run.OutputFolder}: already holds a training run; resume it (--resume) or choose another folder"
                : $"{run.OutputFolder}: is not empty; choose a new folder for the run");
        }

        return folder;
    }

    /// <summary>Makes the folder and writes what the run starts or is resumed from.</summary>
    public void WriteInputs(TrainingRun run, TrainingData data)
    {
        if (!run.Resume)
        {
            Directory.CreateDirectory(_path);
            ForgetCutOff();
            data.Attributes.WriteTsv(Path.Combine(_path, AttributesFile));
        }

        LeftOutFile.Write(_path, data.Dataset.LeftOut);
        if (data.Dataset.SplitOrigin == SplitOrigin.Seeded)
        {
            data.Dataset.WriteSplits(Path.Combine(_path, SplitFile.Name));
        }

        ModelFolder.Restate(ModelPath, run.Options);
        HashList.Replace(_path, OptionsFile, JsonSerializer.SerializeToUtf8Bytes(run.Options, StrictJson.Options));
    }

    /// <summary>Adds an epoch to the log.</summary>
    public void Log(EpochSummary summary, long globalStep) => WriteLog(ReadLog().Append(new LogEntry(globalStep, summary)));

    /// <summary>Draws the losses of the epochs so far.</summary>
    public void DrawCurve() => LossCurve.Draw(Path.Combine(_path, "loss.png"), [.. ReadLog().Select(entry => entry.Epoch)]);

    /// <summary>Drops log lines that a resumed run will write again.</summary>
    public void ForgetAfter(TrainingState state) => WriteLog(ReadLog().Where(entry => entry.Epoch.Epoch <= state.Epoch));

    /// <summary>The file of the splits that were drawn for a run; null where none were.</summary>
    public static string? SplitsOf(string path) => Path.Combine(path, SplitFile.Name) is var file && File.Exists(file) ? file : null;

    /// <summary>Whether a run's folder holds a state to resume from.</summary>
    public static bool HoldsState(string path) => AtomicFolder.IsThere(new RunFolder(path).StatePath);

    /// <summary>The settings of a run and where it stands.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged.</exception>
    public static (TrainingOptions Options, TrainingState State) ReadState(string path)
    {
        var folder = new RunFolder(path);
        return (folder.ReadOptions(), TrainingState.Read(folder.StatePath));
    }

    /// <summary>The epochs that a run's log holds.</summary>
    public static IReadOnlyList<EpochSummary> ReadEpochs(string path) => [.. new RunFolder(path).ReadLog().Select(entry => entry.Epoch)];

    // What a run that was killed before its first save has left.
    private void ForgetCutOff()
    {
        File.Delete(LogPath);
        File.Delete(Path.Combine(_path, SplitFile.Name));
        File.Delete(Path.Combine(_path, HashList.FileName));
        if (Directory.Exists(ModelPath))
        {
            Directory.Delete(ModelPath, recursive: true);
        }
    }

    // The attributes, the splits, the settings and their hash, or a half of them that a kill left.
    private static bool IsInput(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith(OptionsFile, StringComparison.Ordinal) || name.StartsWith(HashList.FileName, StringComparison.Ordinal) || name.StartsWith(
        SplitFile.Name, StringComparison.Ordinal) || name.StartsWith(LeftOutFile.Name, StringComparison.Ordinal)
        || name.StartsWith(AttributesFile, StringComparison.Ordinal));

    private LogEntry[] ReadLog() => TrainingLog.Read(LogPath);

    private void WriteLog(IEnumerable<LogEntry> entries) => TrainingLog.Write(LogPath, entries);
}
