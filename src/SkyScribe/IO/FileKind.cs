using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SkyScribe.IO;

/// <summary>Tells regular files from FIFOs, sockets and devices, which .NET does not: whoever opens those may wait for ever.</summary>
internal static partial class FileKind
{
    // Of Linux's fcntl.h, stat.h and struct statx, which is the same for all processors.
    private const int CurrentFolder = -100, StatxBytes = 256, ModeOffset = 28;
    private const uint TypeWanted = 1, TypeMask = 0xF000, Fifo = 0x1000, CharacterDevice = 0x2000, BlockDevice = 0x6000, Socket = 0xC000;

    /// <summary>What a path leads to, with its article, where that is neither a regular file nor a folder; else null, also where nothing is
    /// there.</summary>
    /// <remarks>Links are followed. Known on Linux only; elsewhere everything counts as regular.</remarks>
    public static string? Irregular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> answer = stackalloc byte[StatxBytes];
        try
        {
            if (Statx(CurrentFolder, path, 0, TypeWanted, answer) != 0)
            {
                return null;   // opening it will say why
            }
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;   // a C library older than 2018
        }

        ushort mode = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeOffset..])
            : BinaryPrimitives.ReadUInt16BigEndian(answer[ModeOffset..]);
        return (mode & TypeMask) switch
        {
            Fifo => "a FIFO",
            Socket => "a socket",
            CharacterDevice or BlockDevice => "a device",
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
