using System.Runtime.CompilerServices;
using SkyScribe.IO;

namespace SkyScribe.Training.Model.Engine;

/// <summary>Makes libtorch's threads sleep while they wait, as its OpenMP library reads from the environment when it is loaded.</summary>
/// <remarks>Spinning, they made a step ten times slower where another program wanted a core (docs/results/training-speed.md). The engine's own
/// threads are not concerned.</remarks>
internal static class LibtorchEnvironment
{
    /// <summary>The variable of the OpenMP standard.</summary>
    public const string WaitPolicy = "OMP_WAIT_POLICY";

    private const string Passive = "PASSIVE";

    // A library's initializer runs before any of its code, and libtorch is loaded by that; a program that loads libtorch first by itself chooses by
    // itself.
#pragma warning disable CA2255 // it has no effect on anything but the variable
    [ModuleInitializer]
    internal static void Initialize()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(WaitPolicy)))
        {
            NativeEnvironment.Set(WaitPolicy, Passive);
        }
    }
#pragma warning restore CA2255
}
