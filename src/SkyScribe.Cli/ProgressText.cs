using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Progress in words: rate and estimated time.</summary>
internal static class ProgressText
{
    public static string Of(WorkProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Stage} {progress.Done}/{progress.Total}  {progress.Rate:f1}/s  ETA {(progress.Remaining is { } left ? Of(left) : "?")}");

    public static string Of(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
