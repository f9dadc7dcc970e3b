using SkyScribe.IO;
using SkyScribe.Training.Model;

namespace SkyScribe.Training.Training;

/// <summary>Something a training run tells its watcher.</summary>
public abstract record TrainingEvent;

/// <summary>One line for people: what was found, what was decided.</summary>
/// <param name="Text">the line</param>
/// <param name="IsWarning">whether it points at something that may be wrong</param>
public sealed record TrainingMessage(string Text, bool IsWarning = false) : TrainingEvent;

/// <summary>Progress of a stage before or between the steps.</summary>
/// <param name="Progress">how far it has come</param>
public sealed record StageProgress(WorkProgress Progress) : TrainingEvent;

/// <summary>A step is done.</summary>
/// <param name="Epoch">the epoch, counted from 1</param>
/// <param name="Epochs">epochs in all</param>
/// <param name="Step">steps done in this epoch</param>
/// <param name="Steps">steps of an epoch</param>
/// <param name="MeanLoss">the losses, mean over this epoch's steps so far</param>
/// <param name="RowsPerSecond">captions a second in this run</param>
/// <param name="Remaining">estimated time to the end of the run</param>
public sealed record StepProgress(
    int Epoch, int Epochs, int Step, int Steps, LossParts MeanLoss, double RowsPerSecond, TimeSpan Remaining) : TrainingEvent;

/// <summary>An epoch is done; one line of the log.</summary>
/// <param name="Epoch">the epoch, counted from 1</param>
/// <param name="Loss">mean losses of its steps</param>
/// <param name="LearningRate">its step size</param>
/// <param name="Scores">scores on val by metric, empty where there is no val split</param>
/// <param name="IsBest">whether its CIDEr on val is the best so far, so that it was saved as the model</param>
/// <param name="Seconds">time of its training steps in seconds, as far as this run did them</param>
/// <param name="Rows">captions it trained on</param>
public sealed record EpochSummary(
    int Epoch, LossParts Loss, double LearningRate, IReadOnlyDictionary<string, double> Scores, bool IsBest, double Seconds, long Rows)
    : TrainingEvent;
