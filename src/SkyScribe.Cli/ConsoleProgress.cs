using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Shows how far work has come: one live line on a terminal, a line now and then elsewhere.</summary>
/// <param name="output">where to</param>
/// <param name="isLive">whether it is a terminal</param>
internal sealed class ConsoleProgress(TextWriter output, bool isLive) : IProgress<WorkProgress>, IDisposable
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250), PlainInterval = TimeSpan.FromSeconds(20);
    private readonly Lock _lock = new();
    private DateTime _nextLine;
    private int _liveWidth;

    /// <summary>Progress on the error stream, so that the output can be piped.</summary>
    public static ConsoleProgress OnError() => new(Console.Error, isLive: !Console.IsErrorRedirected);

    /// <summary>Whether the output is a terminal.</summary>
    public bool IsLive => isLive;

    public void Report(WorkProgress value) => Live(ProgressText.Of(value), value.Done == value.Total);

    /// <summary>Shows a line that the next one replaces.</summary>
    /// <param name="text">the line</param>
    /// <param name="always">whether it is shown even if the last one is recent</param>
    public void Live(string text, bool always)
    {
        lock (_lock)
        {
            var now = DateTime.UtcNow;
            if (now < _nextLine && !always)
            {
                return;
            }

            _nextLine = now + (isLive ? LiveInterval : PlainInterval);
            if (!isLive)
            {
                output.WriteLine(text);
                return;
            }

            int width = Math.Max(20, Console.WindowWidth - 1);
            text = text.Length > width ? text[..width] : text;
            output.Write("\r" + text.PadRight(_liveWidth));
            _liveWidth = text.Length;
        }
    }

    /// <summary>Shows a line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            Clear();
            output.WriteLine(text);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    private void Clear()
    {
        if (_liveWidth > 0)
        {
            output.Write("\r" + new string(' ', _liveWidth) + "\r");
            _liveWidth = 0;
        }
    }
}
