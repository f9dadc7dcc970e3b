using System.IO.Compression;
using System.Reflection;

namespace SkyScribe.Metrics.Resources;

/// <summary>An embedded resource as memory: the assembly's own mapped pages, so nothing is read or copied until it is looked at.</summary>
internal static unsafe class MappedResource
{
    /// <summary>A resource of this assembly; its memory lives as long as the process.</summary>
    public static MappedBytes Open(string name) => Open(typeof(MappedResource).Assembly, name);

    /// <summary>A resource of this assembly that is packed by Brotli, unpacked; its memory lives as long as the process.</summary>
    public static MappedBytes OpenPacked(string name)
    {
        using Stream packed = typeof(MappedResource).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"there is no resource '{name}'", nameof(name));
        using var unpacking = new BrotliStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        unpacking.CopyTo(unpacked);
        byte[] bytes = Allocate(unpacked.Length);
        unpacked.Position = 0;
        unpacked.ReadExactly(bytes);
        return Pinned(bytes);
    }

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

        // Some hosts load assemblies from memory.
        byte[] bytes = Allocate(stream.Length);
        stream.ReadExactly(bytes);
        return Pinned(bytes);
    }

    // Pinned for good, as the mapped pages would be.
    private static byte[] Allocate(long length) => GC.AllocateUninitializedArray<byte>(checked((int)length), pinned: true);

    private static MappedBytes Pinned(byte[] pinned)
    {
        fixed (byte* start = pinned)
        {
            return new MappedBytes(start, pinned.Length, pinned);
        }
    }
}
