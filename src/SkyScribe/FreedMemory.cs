using System.Runtime.InteropServices;

namespace SkyScribe;

/// <summary>Tells glibc to keep freed memory for the next tensor, instead of giving it back to the system.</summary>
/// <remarks>libtorch allocates and frees every intermediate tensor. Blocks of more than 128 KiB are pages that glibc maps anew each time, and the
/// system must clear them: on a virtual machine an encoder spent nine tenths of its time there (docs/results/features.md). Threads share one arena,
/// because the others' are given back to the system whatever is asked; a thread that already has one keeps it, so a program asks before it starts
/// any. Elsewhere than on glibc nothing is done.</remarks>
public static partial class FreedMemory
{
    // Of malloc.h.
    private const int TrimThreshold = -1, MmapMax = -4, ArenaMax = -8;

    private static readonly Lazy<bool> Kept = new(Ask);

    /// <summary>Asks once a process. A user's own MALLOC_ variables win.</summary>
    /// <returns>whether glibc agreed</returns>
    public static bool Keep() => Kept.Value;

    private static bool Ask()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null
            || Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null)
        {
            return false;
        }

        try
        {
            return SetOption(MmapMax, 0) != 0 & SetOption(TrimThreshold, int.MaxValue) != 0 & SetOption(ArenaMax, 1) != 0;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;   // another C library, such as musl
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
