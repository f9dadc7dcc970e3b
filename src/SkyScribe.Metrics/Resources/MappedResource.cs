using System.Reflection;

namespace SkyScribe.Metrics.Resources;

/// <summary>An embedded resource as memory: the assembly's own mapped pages, so nothing is read or copied until it is looked at.</summary>
internal static unsafe class MappedResource
{
    /// <summary>A resource of this assembly; its memory lives as long as the process.</summary>
    public static MappedBytes Open(string name) => Open(typeof(MappedResource).Assembly, name);

    /// <summary>A resource of an assembly; its memory lives as long as the process.</summary>
    /// <exception cref="ArgumentException">The assembly has no such resource.</exception>
    public static MappedBytes Open(Assembly assembly, string name)
    {
        Stream stream = assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no resource '{name}'", nameof(name));
        if (stream is UnmanagedMemoryStream mapped)
        {
            return new MappedBytes(mapped.PositionPointer, checked((int)mapped.Length), mapped);
        }

        // Some hosts load assemblies from memory. The array is pinned for good, as the mapped pages would be.
        byte[] copy = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length), pinned: true);
        stream.ReadExactly(copy);
        fixed (byte* start = copy)
        {
            return new MappedBytes(start, copy.Length, copy);
        }
    }
}
