using System.Reflection;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Lab.Evaluation;
using SkyScribe.Metrics.Spice;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Training;

namespace SkyScribe.Lab;

/// <summary>Works through a plan: a finished run is never repeated, one that was cut off is resumed, and epochs that two runs share are trained
/// once.</summary>
/// <param name="plan">the plan</param>
/// <param name="dataRoot">folder that the plan's paths start from</param>
/// <param name="workFolder">folder of the runs' checkpoints</param>
/// <param name="resultFolder">folder of the results; the plan gets a folder of its own there</param>
/// <param name="spiceJar">spice-1.0.jar, which adds SPICE to the scores and needs Java; null for none</param>
public sealed class LabRunner(LabPlan plan, string dataRoot, string workFolder, string resultFolder, string? spiceJar = null)
{
    private static readonly string[] Splits = ["val", "test"];
    private readonly LabResults _results = new(resultFolder);
    private readonly List<TrainingRun> _begun = [];

    /// <summary>The runs without a result yet, seed by seed, so that each row has one before any has two.</summary>
    public IReadOnlyList<(LabRow Row, ulong Seed)> Open() =>
        [.. plan.Rows.Where(row => !row.Published && row.From is null)
        .SelectMany(row => row.Seeds.Select((seed, round) => (Row: row, Seed: seed, Round: round)))
            .OrderBy(run => run.Round)
            .Select(run => (run.Row, run.Seed))
            // one of other settings is an error, not a run to do: it would be overwritten
            .Where(run => _results.Find(plan, run.Row, run.Seed) is null)];

    /// <summary>Whether a run was cut off: its checkpoints are in the work folder, its result is not there.</summary>
    public bool IsCutOff() => Open().Any(run => RunFolder.HoldsState(WorkPath(run.Row, run.Seed)));

    /// <summary>Does every open run that can be done; those that cannot are left out.</summary>
    /// <returns>The runs that were left out or failed, each with its reason; empty where all is done.</returns>
    /// <exception cref="CheckpointException">The captions, the images or the GloVe vectors are missing: no run can be done.</exception>
    /// <exception cref="IOException">SPICE is wanted, and its jar or Java is missing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run under way was saved and can be resumed.</exception>
    public IReadOnlyList<LabFailure> Run(IProgress<TrainingEvent>? watcher, CancellationToken cancellation)
    {
        var open = Open();
        if (open.Count == 0)
        {
            watcher?.Report(new TrainingMessage(
                $"plan {plan.Name}: every run has its result in {_results.FolderOf(plan.Name)}; nothing to do (other --results and --work train it anew)"));
            return [];
        }

        RequireData();
        if (spiceJar is not null)
        {
            new SpiceJar(spiceJar).Check();
        }

        var failures = new List<LabFailure>();
        var possible = new List<(LabRow Row, ulong Seed)>();
        foreach (var (row, seed) in open)
        {
            if (MissingWeights(row) is { } missing)
            {
                failures.Add(new LabFailure(row, seed, missing));
            }
            else
            {
                possible.Add((row, seed));
            }
        }

        // Before the first run of hours, not after it.
        foreach (var group in failures.GroupBy(failure => failure.Reason))
        {
            string rows = string.Join(", ", group.Select(failure => $"'{failure.Row.Name}'").Distinct());
            watcher?.Report(new TrainingMessage($"left out: {rows}: {group.Key}", IsWarning: true));
        }

        for (int i = 0; i < possible.Count; i++)
        {
            var (row, seed) = possible[i];
            watcher?.Report(new TrainingMessage($"run {i + 1} of {possible.Count}: {plan.Name}, {row.Name}, seed {seed}"));
            try
            {
                Run(row, seed, watcher, cancellation);
            }
            catch (Exception problem) when (problem is not OperationCanceledException && SkyScribeException.IsInputFault(problem))
            {
                failures.Add(new LabFailure(row, seed, problem.Message));
                watcher?.Report(new TrainingMessage($"failed: {row.Name}, seed {seed}: {problem.Message}", IsWarning: true));
            }
        }

        return failures;
    }

    private void RequireData()
    {
        string captions = Path.Combine(dataRoot, plan.Captions);
        foreach (string path in new[] { plan.Captions, plan.Images, plan.Glove }.OfType<string>().Select(file => Path.Combine(dataRoot, file)))
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new CheckpointException($"{path}: there is no such file or folder; plan {plan.Name} names it below --root");
            }
        }

        if (plan.Rows.SelectMany(row => row.Seeds).Distinct().Skip(1).Any() && DatasetReader.Read(captions).SplitOrigin == SplitOrigin.None)
        {
            throw new CheckpointException(
                $"{captions}: has no splits, so that each seed would be scored on other images; give its images splits, or the plan one seed");
        }
    }

    private string? MissingWeights(LabRow row)
    {
        var (file, source) = plan.WeightsOf(row);
        return file is null || File.Exists(Path.Combine(dataRoot, file))
            ? null
            : $"{Path.Combine(dataRoot, file)}: there is no such file{(source is null ? "" : $"; it comes from {source}")}";
    }

    // A run that an older version began lies under its row's whole name.
    private string WorkPath(LabRow row, ulong seed)
    {
        string path = Path.Combine(workFolder, plan.Name, row.FileName(seed)), old = Path.Combine(workFolder, plan.Name, row.OldFileName(seed));
        return !Directory.Exists(path) && Directory.Exists(old) ? old : path;
    }

    private void Run(LabRow row, ulong seed, IProgress<TrainingEvent>? watcher, CancellationToken cancellation)
    {
        string folder = WorkPath(row, seed);
        var run = new TrainingRun
        {
            Options = plan.OptionsOf(row, seed),
            CaptionFile = Path.Combine(dataRoot, plan.Captions),
            ImageFolder = Path.Combine(dataRoot, plan.Images),
            EncoderWeights = plan.WeightsOf(row).File is { } weights ? Path.Combine(dataRoot, weights) : null,
            GloveFile = plan.Glove is { } glove ? Path.Combine(dataRoot, glove) : null,
            OutputFolder = folder,
            Resume = RunFolder.HoldsState(folder),
        };
        if (!run.Resume && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);   // cut off before its first save
        }

        bool isBegun = !run.Resume;
        if (isBegun && SharedEpochs.Copy(run, _begun) is { } source)
        {
            watcher?.Report(new TrainingMessage($"its first epochs are those of {source.OutputFolder}: it continues from a copy"));
            run = run with { Resume = true };
        }

        var result = Trainer.Run(run, watcher, cancellation);
        if (isBegun)
        {
            _begun.Add(run);
        }

        var epochs = RunFolder.ReadEpochs(folder);
        var dataset = TrainedSplits.Read(run.CaptionFile, [result.ModelFolder]);
        var scores = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        string provenance = "";
        var files = new Dictionary<string, byte[]>();
        using (var model = TrainedModel.Load(result.ModelFolder))
        {
            foreach (string split in Splits.Where(dataset.SplitCounts.ContainsKey))
            {
                if (dataset.CheckImages(run.ImageFolder, split) is { Count: > 0 } missing)
                {
                    watcher?.Report(new TrainingMessage(
                        $"split '{split}' is not scored: {missing.Count} of its images are not in {run.ImageFolder}"));
                    continue;
                }

                var (report, _) = ModelEvaluator.Evaluate(
                    model, dataset, run.ImageFolder, split, scoring: ModelEvaluator.DefaultScoring with { SpiceJar = spiceJar },
                    cancellation: cancellation);
                scores[split] = report.Scores.ByName.ToDictionary(score => score.Key, score => score.Value.Corpus);
                provenance = provenance.Length == 0 ? report.Provenance : provenance;
                using var file = new MemoryStream();
                report.Write(file);
                files[split] = file.ToArray();
            }
        }

        _results.Write(plan, row, new LabResult
        {
            Plan = plan.Name,
            Row = row.Name,
            Options = run.Options,
            Provenance = provenance,
            Machine = MachineName(),
            Software = typeof(LabRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            TrainingSeconds = epochs.Sum(epoch => epoch.Seconds),
            Captions = epochs.Sum(epoch => epoch.Rows),
            BestEpoch = result.BestEpoch,
            LastCaptionLoss = epochs[^1].Loss.Caption,
            Scores = scores,
        }, files);
    }

    private static string MachineName()
    {
        const string Information = "/proc/cpuinfo";
        string? processor = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : null;
        var system = System.Runtime.InteropServices.RuntimeInformation.OSDescription;
        bool wide = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated;
        return $"{processor ?? "unknown processor"}, {Environment.ProcessorCount} threads, {(wide ? "AVX-512" : "no AVX-512")}, {system}";
    }
}

/// <summary>A run of a plan that has no result.</summary>
/// <param name="Row">the row</param>
/// <param name="Seed">the seed</param>
/// <param name="Reason">what is missing or went wrong, and what to do</param>
public sealed record LabFailure(LabRow Row, ulong Seed, string Reason);
