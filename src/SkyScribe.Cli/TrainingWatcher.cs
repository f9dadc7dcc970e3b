using System.Globalization;
using SkyScribe.Training.Optimization;

namespace SkyScribe.Cli;

/// <summary>Shows a training run: one live line on a terminal, a line now and then elsewhere.</summary>
internal sealed class TrainingWatcher : IProgress<TrainingEvent>, IDisposable
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250), PlainInterval = TimeSpan.FromSeconds(20);
    private readonly TextWriter _output;
    private readonly bool _isLive;
    private readonly Lock _lock = new();
    private DateTime _nextLine;
    private int _liveWidth;

    public TrainingWatcher(TextWriter output, bool isLive) => (_output, _isLive) = (output, isLive);

    public void Report(TrainingEvent value)
    {
        lock (_lock)
        {
            switch (value)
            {
                case TrainingMessage message:
                    Line((message.IsWarning ? "warning: " : "") + message.Text);
                    break;
                case StageProgress { Progress: var progress }:
                    Live(ProgressText.Of(progress), progress.Done == progress.Total);
                    break;
                case StepProgress step:
                    Live(Text(step), step.Step == step.Steps && _isLive);
                    break;
                case EpochSummary epoch:
                    Line(Text(epoch));
                    break;
            }
        }
    }

    public void Dispose() => Clear();

    internal static string Text(StepProgress step) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {step.Epoch}/{step.Epochs}  step {step.Step}/{step.Steps}  loss {step.MeanLoss.Total:f3} (caption {step.MeanLoss.Caption:f3}, attributes {step.MeanLoss.Classification:f3}, contrast {step.MeanLoss.Contrast:f3})  {step.RowsPerSecond:f0} rows/s  ETA {ProgressText.Of(step.Remaining)}");

    internal static string Text(EpochSummary epoch)
    {
        string scores = epoch.Scores.Count == 0
            ? ""
            : "  val " + string.Join("  ", epoch.Scores.Where(score => score.Key is "Bleu_4" or "ROUGE_L" or "CIDEr").Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Key} {score.Value:f4}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch} done in {ProgressText.Of(TimeSpan.FromSeconds(epoch.Seconds))}: caption {epoch.Loss.Caption:f4}  attributes {epoch.Loss.Classification:f4}  contrast {epoch.Loss.Contrast:f4}{scores}{(epoch.IsBest ? "  (best so far, saved)" : "")}");
    }

    private void Live(string text, bool always)
    {
        var now = DateTime.UtcNow;
        if (now < _nextLine && !always)
        {
            return;
        }

        _nextLine = now + (_isLive ? LiveInterval : PlainInterval);
        if (!_isLive)
        {
            _output.WriteLine(text);
            return;
        }

        int width = Math.Max(20, Console.WindowWidth - 1);
        text = text.Length > width ? text[..width] : text;
        _output.Write("\r" + text.PadRight(_liveWidth));
        _liveWidth = text.Length;
    }

    private void Line(string text)
    {
        Clear();
        _output.WriteLine(text);
    }

    private void Clear()
    {
        if (_liveWidth > 0)
        {
            _output.Write("\r" + new string(' ', _liveWidth) + "\r");
            _liveWidth = 0;
        }
    }
}
