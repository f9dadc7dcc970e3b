using SkyScribe.Training.Optimization;

namespace SkyScribe.Cli;

/// <summary>Shows the progress of one stage as a training run's are shown.</summary>
internal sealed class StageRelay(TrainingWatcher watcher) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value) => watcher.Report(new StageProgress(value));
}
