using System.Buffers.Binary;
using System.Text;

namespace SkyScribe.Training.Tests.Build;

/// <summary>The smallest 64-bit library with a version-need table: header, two program headers, dynamic segment, strings, needs.</summary>
internal static class TinyElf
{
    // Addresses differ from file offsets, as in most real libraries.
    private const ulong Base = 0x40_0000;
    private const int Headers = 64, Dynamic = Headers + (2 * 56), Strings = Dynamic + (4 * 16);

    /// <summary>Offset of the first version-need record; the version entries follow it, 16 bytes each.</summary>
    public const int Needs = Strings + 64;

    /// <summary>Offset of the flags of version entry <paramref name="index"/>.</summary>
    public static int FlagsOf(int index) => Needs + 16 + (16 * index) + 4;

    /// <summary>A library that asks libstdc++ for the given versions.</summary>
    public static byte[] NeedingVersions(params string[] versions)
    {
        byte[] elf = new byte[Needs + 16 + (16 * versions.Length)];
        var bytes = elf.AsSpan();
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(bytes);
        Put64(elf, 32, Headers);
        Put16(elf, 54, 56);
        Put16(elf, 56, 2);
        ProgramHeader(elf, Headers, type: 1, offset: 0, size: (ulong)elf.Length);
        ProgramHeader(elf, Headers + 56, type: 2, offset: Dynamic, size: 4 * 16);

        DynamicEntry(elf, 0, 5, Base + Strings);
        DynamicEntry(elf, 1, 0x6ffffffe, Base + Needs);
        DynamicEntry(elf, 2, 0x6fffffff, 1);

        Put16(elf, Needs, 1);
        Put16(elf, Needs + 2, (ushort)versions.Length);
        Put32(elf, Needs + 8, 16);
        int name = Strings + 1;
        for (int i = 0; i < versions.Length; i++)
        {
            int entry = Needs + 16 + (16 * i);
            Put32(elf, entry + 8, (uint)(name - Strings));
            Put32(elf, entry + 12, i + 1 < versions.Length ? 16u : 0u);
            name += Encoding.ASCII.GetBytes(versions[i], bytes[name..Needs]) + 1;
        }

        return elf;
    }

    /// <summary>Makes the dynamic segment end before its version-need entries, as in a library without symbol versions.</summary>
    public static byte[] WithoutNeeds()
    {
        byte[] elf = NeedingVersions("GLIBCXX_3.4.32");
        DynamicEntry(elf, 1, 0, 0);
        return elf;
    }

    private static void ProgramHeader(byte[] elf, int at, uint type, ulong offset, ulong size)
    {
        Put32(elf, at, type);
        Put64(elf, at + 8, offset);
        Put64(elf, at + 16, Base + offset);
        Put64(elf, at + 32, size);
    }

    private static void DynamicEntry(byte[] elf, int index, ulong tag, ulong value)
    {
        Put64(elf, Dynamic + (16 * index), tag);
        Put64(elf, Dynamic + (16 * index) + 8, value);
    }

    private static void Put16(byte[] elf, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), value);

    private static void Put32(byte[] elf, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);

    private static void Put64(byte[] elf, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);
}
