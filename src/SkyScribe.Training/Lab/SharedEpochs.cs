using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Optimization;

namespace SkyScribe.Training.Lab;

/// <summary>Rows of a plan that differ only in their last epochs share those before: a run begins with a copy of the one that did them, and ends with the same bits as if it had done them itself.</summary>
internal static class SharedEpochs
{
    /// <summary>Copies the longest beginning of a run that the plan's other rows have left.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="row">whose run is to begin</param>
    /// <param name="seed">its seed</param>
    /// <param name="folderOf">where each row's run is</param>
    /// <returns>the row that it was copied from, or null</returns>
    public static LabRow? Copy(LabPlan plan, LabRow row, ulong seed, Func<LabRow, string> folderOf)
    {
        var wanted = plan.OptionsOf(row, seed);
        var source = plan.Rows
            .Where(other => !ReferenceEquals(other, row) && other.From is null && !other.Published && (other.Weights ?? plan.Weights) == (row.Weights ?? plan.Weights))
            .Select(other => (Row: other, Epochs: EpochsFor(wanted, folderOf(other))))
            .Where(found => found.Epochs > 0)
            .OrderByDescending(found => found.Epochs)
            .FirstOrDefault();
        if (source.Row is null)
        {
            return null;
        }

        AtomicFolder.Replace(folderOf(row), fresh => CopyFiles(folderOf(source.Row), fresh));
        return source.Row;
    }

    // How many epochs of a run's state these settings would have done alike; 0 for none.
    private static int EpochsFor(TrainingOptions wanted, string folder)
    {
        if (!RunFolder.HoldsState(folder))
        {
            return 0;
        }

        try
        {
            var (stored, state) = RunFolder.ReadState(folder);
            return state.StepInEpoch == 0 && ResumedOptions.Problem(stored, wanted, state) is null ? state.Epoch : 0;
        }
        catch (CheckpointException)
        {
            return 0;   // damaged, or of another version: this run begins by itself
        }
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
