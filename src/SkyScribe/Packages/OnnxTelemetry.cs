using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using SkyScribe.IO;

namespace SkyScribe.Packages;

/// <summary>Keeps ONNX Runtime from collecting and sending anything (docs/reference/telemetry.md).</summary>
/// <remarks>Its Linux and macOS builds look for <see cref="Variable"/> in the C library's environment, once, before their first call. .NET's own copy
/// of the environment, which <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes, is not seen there; and the call that turns
/// events off comes too late for the first one. The Windows build reports to Windows' event tracing instead, which only that call turns
/// off.</remarks>
internal static class OnnxTelemetry
{
    /// <summary>The variable; 1 turns everything off.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    private const string Off = "1";
    private static readonly HashSet<string> On = new(StringComparer.OrdinalIgnoreCase) { "0", "false", "no", "off" };   // of who wants telemetry
    private static readonly bool IsOff = Ask();

    /// <summary>The variable as ONNX Runtime sees it; null where it does not exist.</summary>
    public static string? Native => NativeEnvironment.Get(Variable);

    /// <summary>To be called before anything of ONNX Runtime's.</summary>
    // A library's initializer runs before any of its code: it comes before ONNX Runtime wherever a program does not use that by itself first.
#pragma warning disable CA2255 // it has no effect on anything but the variable
    [ModuleInitializer]
    internal static void Initialize() => _ = IsOff;
#pragma warning restore CA2255

    /// <summary>Turns off what can be turned off only in a running ONNX Runtime: events on Windows, and elsewhere those of a program that used it
    /// before this library.</summary>
    public static void TurnOffEvents()
    {
        if (IsOff)
        {
            OrtEnv.Instance().DisableTelemetryEvents();
        }
    }

    /// <summary>The variable's value: a user's own wins, whether it came from the shell or was set by the program.</summary>
    internal static string Chosen(string? found) => string.IsNullOrEmpty(found) ? Off : found;

    private static bool Ask()
    {
        string value = Chosen(Environment.GetEnvironmentVariable(Variable));
        NativeEnvironment.Set(Variable, value);
        return !On.Contains(value);
    }
}
