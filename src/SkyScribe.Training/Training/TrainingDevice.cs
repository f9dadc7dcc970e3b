using System.Globalization;
using SkyScribe.IO;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>The device that a run's settings name.</summary>
internal static class TrainingDevice
{
    /// <summary>Finds the device.</summary>
    /// <param name="name">cpu or cuda:N, as <see cref="Options.TrainingOptions.Validate"/> has checked</param>
    /// <exception cref="OptionException">This program's libtorch, or this machine, has no such device.</exception>
    public static Device Open(string name)
    {
        if (name == "cpu")
        {
            return CPU;
        }

        int index = int.Parse(name.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture);
        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (index < count)
        {
            return new Device(DeviceType.CUDA, index);
        }

        string problem = count > 0 ? $"libtorch finds {count} GPUs here, cuda:0 to cuda:{count - 1}" : WithoutGpu;
        throw new OptionException($"option device is {name}; {problem}");
    }

    private static string WithoutGpu
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win-x64" : "linux-x64";
            return OperatingSystem.IsMacOS()
                ? "there is no CUDA for macOS: train with --device cpu"
                : $"libtorch finds no GPU here: build with the package libtorch-cuda-12.8-{system} in place of libtorch-cpu-{system}, "
                    + "on a machine with an NVIDIA driver, or train with --device cpu";
        }
    }
}
