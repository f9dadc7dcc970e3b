using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli;

/// <summary>Shows a training run: one live line on a terminal, a line now and then elsewhere.</summary>
internal sealed class TrainingWatcher(TextWriter output, bool isLive) : IProgress<TrainingEvent>, IDisposable
{
    private readonly ConsoleProgress _console = new(output, isLive);

    public void Report(TrainingEvent value)
    {
        if (value is StageProgress or StepProgress or EpochSummary)
        {
            SavingCommand.Begin();
        }

        switch (value)
        {
            case TrainingMessage message:
                _console.Line((message.IsWarning ? "warning: " : "") + message.Text);
                break;
            case StageProgress { Progress: var progress }:
                _console.Report(progress);
                break;
            case StepProgress step:
                _console.Live(Text(step), step.Step == step.Steps && isLive);
                break;
            case EpochSummary epoch:
                _console.Line(Text(epoch));
                break;
        }
    }

    public void Dispose() => _console.Dispose();

    internal static string Text(StepProgress step) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {step.Epoch}/{step.Epochs}  step {step.Step}/{step.Steps}  loss {step.MeanLoss.Total:f3} (caption {step.MeanLoss.Caption:f3}, attributes {step.MeanLoss.Classification:f3}, contrast {step.MeanLoss.Contrast:f3})  {step.RowsPerSecond:f0} rows/s  ETA {ProgressText.Of(step.Remaining)}");

    internal static string Text(EpochSummary epoch)
    {
        string scores = epoch.Scores.Count == 0
            ? ""
            : "  val " + string.Join("  ", epoch.Scores.Where(score => score.Key is "Bleu_4" or "ROUGE_L" or "CIDEr").Select(
            score => string.Create(CultureInfo.InvariantCulture, $"{score.Key} {score.Value:f4}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch} done in {ProgressText.Of(TimeSpan.FromSeconds(epoch.Seconds))}: caption {epoch.Loss.Caption:f4}  attributes {epoch.Loss.Classification:f4}  contrast {epoch.Loss.Contrast:f4}{scores}{(epoch.IsBest ? "  (best so far, saved)" : "")}");
    }
}
