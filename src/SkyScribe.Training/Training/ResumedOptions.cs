using System.Text.Json;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Training;

/// <summary>With which settings a run may be resumed: those that it began with, or others for the remaining epochs (more of them, self-critical
/// ones), so that it ends with the same bits as a run that had them from the start.</summary>
internal static class ResumedOptions
{
    /// <param name="folder">the run's, for messages</param>
    /// <param name="stored">what the run began with</param>
    /// <param name="wanted">what it is to be resumed with</param>
    /// <param name="state">where it stands</param>
    /// <exception cref="CheckpointException">The run would have had other steps.</exception>
    public static void Check(string folder, TrainingOptions stored, TrainingOptions wanted, TrainingState state)
    {
        if (Problem(stored, wanted, state) is { } problem)
        {
            throw new CheckpointException($"{folder}: {problem}");
        }
    }

    /// <summary>Why the run would have had other steps; null where it would not.</summary>
    public static string? Problem(TrainingOptions stored, TrainingOptions wanted, TrainingState state)
    {
        if (Difference(stored, wanted with { Epochs = stored.Epochs, SelfCritical = stored.SelfCritical }) is var (was, now))
        {
            return $"its run has {was}, this command has {now}; resume with the same settings (epochs and selfCritical may change for the remaining epochs) or start another run";
        }

        int begun = Math.Max(0, state.Epoch + (state.StepInEpoch > 0 ? 1 : 0) - stored.EffectiveClassifierEpochs);
        if (wanted.Epochs < begun)
        {
            return $"its run is in epoch {begun}, this command has \"epochs\": {wanted.Epochs}; resume with as many or more";
        }

        for (int epoch = 0; epoch < begun; epoch++)
        {
            if (Kind(stored, epoch) != Kind(wanted, epoch))
            {
                return $"its epoch {epoch + 1} was {Name(stored, epoch)}, with this command's epochs and selfCritical it would have been {Name(wanted, epoch)}; change only epochs to come, or start another run";
            }
        }

        return null;
    }

    /// <summary>The first setting that differs, as it is written; null where none does.</summary>
    public static (string First, string Second)? Difference(TrainingOptions first, TrainingOptions second)
    {
        foreach (var (one, other) in Text(first).Split('\n').Zip(Text(second).Split('\n')))
        {
            if (one != other)
            {
                return (one.Trim().TrimEnd(','), other.Trim().TrimEnd(','));
            }
        }

        return null;
    }

    // All that the number of epochs and the self-critical settings mean for an epoch.
    private static (SelfCriticalOptions? SelfCritical, double ScheduledSampling) Kind(TrainingOptions options, int epoch) =>
        (options.IsSelfCritical(epoch) ? options.SelfCritical with { Epochs = 0 } : null, options.ScheduledSamplingAt(epoch));

    private static string Name(TrainingOptions options, int epoch) => options.IsSelfCritical(epoch)
        ? $"self-critical ({options.SelfCritical})"
        : FormattableString.Invariant($"an ordinary one with {options.ScheduledSamplingAt(epoch):p0} scheduled sampling");

    private static string Text(TrainingOptions options) => JsonSerializer.Serialize(options, StrictJson.Options);
}
