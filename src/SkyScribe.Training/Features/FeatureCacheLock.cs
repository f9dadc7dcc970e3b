using SkyScribe.IO;

namespace SkyScribe.Training.Features;

/// <summary>Lets one process at a time fill a cache.</summary>
/// <remarks>
/// The lock is the open handle of an empty file beside the cache, so the system frees it when its owner dies. The file stays: deleting it would
/// let a third process lock a new file of that name while a second one holds the old.
/// </remarks>
internal static class FeatureCacheLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the lock; disposing the result frees it.</summary>
    public static IDisposable Acquire(string cachePath, int images, IProgress<WorkProgress>? progress, CancellationToken ct)
    {
        string path = cachePath + ".lock";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
                && File.Exists(path))
            {
                progress?.Report(new WorkProgress("waiting for another run that fills this feature cache", 0, images, 0, clock.Elapsed));
                ct.WaitHandle.WaitOne(Pause);
            }
        }
    }
}
