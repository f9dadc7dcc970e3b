using SkyScribe.IO;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Lab;

/// <summary>Rows of a plan that differ only in their last epochs share those before: a run begins with a copy of the one that did them, and ends with
/// the same bits as if it had done them itself. Only runs that this process began are copied: of others nobody can say that they had the same
/// software, weights and captions.</summary>
internal static class SharedEpochs
{
    /// <summary>Copies the longest beginning of a run that others have left.</summary>
    /// <param name="run">the one that is to begin</param>
    /// <param name="others">those that this process began and finished, of the same data</param>
    /// <returns>the one that was copied, or null</returns>
    public static TrainingRun? Copy(TrainingRun run, IEnumerable<TrainingRun> others)
    {
        var source = others
            .Where(other => other.EncoderWeights == run.EncoderWeights)
            .Select(other => (Run: other, Epochs: EpochsFor(run.Options, other.OutputFolder)))
            .Where(found => found.Epochs > 0)
            .OrderByDescending(found => found.Epochs)
            .FirstOrDefault();
        if (source.Run is { } found)
        {
            AtomicFolder.Replace(run.OutputFolder, fresh => CopyFiles(found.OutputFolder, fresh));
        }

        return source.Run;
    }

    // How many epochs of a run's state these settings would have done alike, with some left to do; 0 for none.
    private static int EpochsFor(TrainingOptions wanted, string folder)
    {
        var (stored, state) = RunFolder.ReadState(folder);
        bool isBeginning = state.StepInEpoch == 0 && state.Epoch < wanted.EffectiveClassifierEpochs + wanted.Epochs;
        return isBeginning && ResumedOptions.Problem(stored, wanted, state) is null ? state.Epoch : 0;
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
