using System.Runtime.InteropServices;

namespace SkyScribe.IO;

/// <summary>The environment as native libraries see it. .NET has a copy of its own, and
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes only that outside Windows.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>A variable's value; null where it does not exist.</summary>
    public static string? Get(string name) =>
        OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable(name) : Marshal.PtrToStringUTF8(Read(name));

    /// <summary>Sets a variable for this process's native libraries, and for the processes that it starts. A library that has read it already does
    /// not notice.</summary>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                _ = WriteRuntime(name, value);
            }
            else if (Get(name) != value)
            {
                _ = Write(name, value, 1);
            }
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library of another name: native libraries keep their defaults.
        }
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Write(string name, string value, int overwrites);

    // Windows' own environment is .NET's; the C runtime has a copy besides.
    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int WriteRuntime(string name, string value);
}
