using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Lab;

/// <summary>What one run of a plan gave: enough to print a table and to run it again.</summary>
public sealed record LabResult
{
    /// <summary>The format's name.</summary>
    public string Format { get; init; } = "skyscribe-lab-result";

    /// <summary>The format's version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>The row of the plan.</summary>
    public required string Row { get; init; }

    /// <summary>All settings of the run.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Where the scores come from, in one line.</summary>
    public required string Provenance { get; init; }

    /// <summary>The processor, its threads and the system.</summary>
    public required string Machine { get; init; }

    /// <summary>Version of SkyScribe, with its commit where the build knew it.</summary>
    public required string Software { get; init; }

    /// <summary>Seconds of training steps, all epochs.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Captions trained on, all epochs.</summary>
    public required long Captions { get; init; }

    /// <summary>Epoch that the model was taken from, by CIDEr on val.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Caption loss of the last epoch, nats a word.</summary>
    public required double LastCaptionLoss { get; init; }

    /// <summary>Scores by split and metric.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Scores { get; init; }

    /// <summary>The row that a result is of.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    internal static string RowOf(string path) => RenamedSettings.Read<LabResult>(path, "options", isRecord: true).Row;

    /// <summary>Reads the result of a plan's row.</summary>
    /// <param name="path">the file</param>
    /// <param name="plan">the plan that shows it</param>
    /// <param name="row">the row that it should be of</param>
    /// <exception cref="CheckpointException">It is damaged, of another row, or of other settings than the plan has now.</exception>
    public static LabResult Read(string path, LabPlan plan, LabRow row)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(row);
        var result = RenamedSettings.Read<LabResult>(path, "options", isRecord: true);
        if (result.Row != row.RunName)
        {
            throw new CheckpointException($"{path}: is of row '{result.Row}', the plan asks for '{row.RunName}'; rename the row or remove the file");
        }

        // A borrowed row's settings stand in the plan that runs it.
        return row.From is null && ResumedOptions.Difference(result.Options, plan.OptionsOf(row, result.Options.Seed)) is var (was, now)
            ? throw new CheckpointException(
            $"{path}: its run has {was}, the plan now has {now} for row '{row.Name}'; give the changed row a name of its own, or remove the file to run it again")
            : result;
    }
}
