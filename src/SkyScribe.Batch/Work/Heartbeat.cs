using System.Globalization;

namespace SkyScribe.Batch.Work;

/// <summary>A file whose time says that the process still gets on, for the liveness probes of schedulers: a process that hangs no longer writes
/// it.</summary>
/// <param name="path">the file; null for none</param>
internal sealed class Heartbeat(string? path)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private DateTime _next;

    /// <summary>Writes it, once a second at most. That it cannot be written ends no work: the probe will tell.</summary>
    public void Beat()
    {
        if (path is null || DateTime.UtcNow < _next)
        {
            return;
        }

        _next = DateTime.UtcNow + Pause;
        try
        {
            File.WriteAllText(path, DateTime.UtcNow.ToString("o", CultureInfo.InvariantCulture) + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }
}
