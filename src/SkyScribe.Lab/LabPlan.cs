using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Options;

namespace SkyScribe.Lab;

/// <summary>A list of training runs that make one table.</summary>
public sealed record LabPlan
{
    /// <summary>Name of the plan; its results lie in a folder of this name.</summary>
    public required string Name { get; init; }

    /// <summary>Heading of the table.</summary>
    public required string Title { get; init; }

    /// <summary>What differs from the paper's setting; printed above the table.</summary>
    public string Differs { get; init; } = "";

    /// <summary>Why runs of the plan are missing, for <see cref="LabStatus"/>; empty where none is.</summary>
    public string NotRun { get; init; } = "";

    /// <summary>Preset that all runs start from.</summary>
    public required string Preset { get; init; }

    /// <summary>The caption file, below the data root.</summary>
    public required string Captions { get; init; }

    /// <summary>The images' folder, below the data root.</summary>
    public required string Images { get; init; }

    /// <summary>GloVe vectors, below the data root; null for none.</summary>
    public string? Glove { get; init; }

    /// <summary>Encoder weights, below the data root; a run may have others.</summary>
    public string? Weights { get; init; }

    /// <summary>Who publishes <see cref="Weights"/>, or which command makes them, for people who lack the file.</summary>
    public string? WeightsFrom { get; init; }

    /// <summary>Settings of all runs, "key=value".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The runs, in the table's order.</summary>
    public required IReadOnlyList<LabRow> Rows { get; init; }

    /// <summary>The plans in a folder, in ordinal order; a file is itself.</summary>
    /// <param name="path">a plan, or a folder of plans (*.json)</param>
    /// <exception cref="CheckpointException">The folder has none.</exception>
    public static IReadOnlyList<string> FilesIn(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new CheckpointException($"{path}: has no *.json; expected plans");
    }

    /// <summary>Reads a plan and checks every run's settings.</summary>
    /// <exception cref="CheckpointException">The file is missing or no plan.</exception>
    /// <exception cref="OptionException">A setting is unknown or out of range; the message names the run.</exception>
    public static LabPlan Read(string path)
    {
        var plan = StrictJson.Read<LabPlan>(path);
        if (!IsName(plan.Name))
        {
            throw new CheckpointException($"{path}: name is '{plan.Name}'; expected letters, digits, '-' and '_', because a folder gets that name");
        }

        if (plan.Rows.Any(row => row is null) || plan.Settings.Concat(plan.Rows.SelectMany(row => row.Settings)).Any(setting => setting is null))
        {
            throw new CheckpointException($"{path}: rows and settings hold null; expected rows and \"key=value\"");
        }

        if (plan.Rows.FirstOrDefault(row => row.FromRow is not null && row.From is null) is { } homeless)
        {
            throw new CheckpointException(
                $"{path}, row '{homeless.Name}': fromRow is '{homeless.FromRow}', but from is missing; expected the name of the plan that runs it");
        }

        if (plan.Rows.FirstOrDefault(row => row.Id is { } id && (!IsName(id) || id.Length > LabRow.MaxIdLength)) is { } unusable)
        {
            throw new CheckpointException(
                $"{path}, row '{unusable.Name}': id is '{unusable.Id}'; expected 1 to {LabRow.MaxIdLength} letters, digits, '-' and '_', because files get that name");
        }

        RequireOwnFiles(path, plan);
        if (plan.Rows.FirstOrDefault(row => row.Published && row.Paper.Count == 0) is { } empty)
        {
            throw new CheckpointException($"{path}, row '{empty.Name}': published is true, but paper has no scores");
        }

        if (plan.Rows.FirstOrDefault(row => row.From is { } from && !IsName(from)) is { } strange)
        {
            throw new CheckpointException($"{path}, row '{strange.Name}': from is '{strange.From}'; expected the name of a plan");
        }

        if (plan.Rows.FirstOrDefault(row => row.WeightsFrom is not null && row.Weights is null) is { } sourceless)
        {
            throw new CheckpointException(
                $"{path}, row '{sourceless.Name}': weightsFrom is there, but weights is missing; expected the file that comes from there");
        }

        foreach (var row in plan.Rows)
        {
            if (plan.Settings.Concat(row.Settings)
                .FirstOrDefault(setting => setting.StartsWith("seed=", StringComparison.OrdinalIgnoreCase)) is { } seed)
            {
                throw new CheckpointException($"{path}, row '{row.Name}': settings have '{seed}'; a row's seeds stand in its member seeds");
            }

            try
            {
                _ = plan.OptionsOf(row, 1);
            }
            catch (OptionException problem)
            {
                throw new OptionException($"{path}, run '{row.Name}': {problem.Message}", problem);
            }
        }

        return plan.Rows.Count > 0 ? plan : throw new CheckpointException($"{path}: rows is empty; expected at least one run");
    }

    /// <summary>The encoder weights of a row, below the data root, and where they come from; null for none.</summary>
    internal (string? File, string? Source) WeightsOf(LabRow row) => row.Weights is null ? (Weights, WeightsFrom) : (row.Weights, row.WeightsFrom);

    /// <summary>The settings of one run.</summary>
    public TrainingOptions OptionsOf(LabRow row, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TrainingPresets.Read(Preset, [.. Settings, .. row.Settings, $"seed={seed}"]);
    }

    // A run's results lie in a file of its row's name and its seed: two of the same name would take each other's.
    private static void RequireOwnFiles(string path, LabPlan plan)
    {
        var runs = plan.Rows.Where(row => !row.Published)
            .SelectMany(row => row.Seeds.Select(seed => (Row: row.Name, Seed: seed, Plan: row.From ?? plan.Name, File: row.FileName(seed))));
        foreach (var alike in runs.GroupBy(run => $"{run.Plan}/{run.File}", StringComparer.OrdinalIgnoreCase).Select(group => group.ToArray()))
        {
            if (alike.Length > 1)
            {
                throw new CheckpointException(
                    $"{path}: row '{alike[0].Row}', seed {alike[0].Seed}, and row '{alike[1].Row}', seed {alike[1].Seed}, would both be kept in {alike[0].File}.json; expected names that differ in letters (a-z) or digits, or different ids, and each seed once");
            }

            if (alike[0].File.StartsWith("-seed", StringComparison.Ordinal))
            {
                throw new CheckpointException(
                    $"{path}: row '{alike[0].Row}' has no letter (a-z) or digit in its name; its results need a file of that name, or give it an id");
            }
        }
    }

    // A folder gets the name.
    private static bool IsName(string text) => text.Length > 0 && FileNames.Of(text, "-") == text;
}

/// <summary>One row of the table: a setting, run with one or more seeds.</summary>
public sealed record LabRow
{
    /// <summary>Most characters of <see cref="Id"/>; Windows allows 260 for a whole path.</summary>
    public const int MaxIdLength = 32;

    private const int HashLength = 8;

    /// <summary>Name of the row.</summary>
    public required string Name { get; init; }

    /// <summary>Settings of this row, "key=value", after the plan's.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Seeds to run.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    /// <summary>Encoder weights of this row instead of the plan's.</summary>
    public string? Weights { get; init; }

    /// <summary>Who publishes <see cref="Weights"/>, or which command makes them.</summary>
    public string? WeightsFrom { get; init; }

    /// <summary>Name of another plan that runs this row; this one only shows it.</summary>
    public string? From { get; init; }

    /// <summary>The row's name in that plan; null where it is the same.</summary>
    public string? FromRow { get; init; }

    /// <summary>Whether the row only stands in the table with its published scores.</summary>
    public bool Published { get; init; }

    /// <summary>Published scores by metric, as in the paper's table.</summary>
    public IReadOnlyDictionary<string, double> Paper { get; init; } = new Dictionary<string, double>();

    /// <summary>What files of the row's runs are called; null for its name's letters and digits, shortened where they are many.</summary>
    public string? Id { get; init; }

    /// <summary>The name of a run's files, without their end: the row's id and the seed.</summary>
    public string FileName(ulong seed) => $"{Id ?? ShortName}-seed{seed}";

    /// <summary>The name that older versions gave them: of any length.</summary>
    internal string OldFileName(ulong seed) => $"{LongName}-seed{seed}";

    /// <summary>The name under which the row is run.</summary>
    internal string RunName => FromRow ?? Name;

    private string LongName => FileNames.Of(RunName).Trim('_');

    // A hash tells rows apart that begin alike.
    private string ShortName => LongName.Length <= MaxIdLength ? LongName
        : $"{LongName[..(MaxIdLength - HashLength - 1)]}-{Sha256.Of(System.Text.Encoding.UTF8.GetBytes(RunName))[..HashLength]}";
}
