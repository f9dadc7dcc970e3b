using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SkyScribe.IO;

/// <summary>The head of a table of numbers in NumPy's format (NEP 1, version 1.0): a short text with their type and how many there are.</summary>
/// <param name="Type">as NumPy writes it: &lt;f4 for float32, &lt;f2 for float16</param>
/// <param name="Rows">rows</param>
/// <param name="Columns">values of a row</param>
internal sealed partial record NpyHeader(string Type, long Rows, int Columns)
{
    /// <summary>The longest head that is read, in bytes.</summary>
    public const int MostBytes = 4096;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The head's bytes; the numbers follow.</summary>
    public byte[] ToBytes()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{Type}', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}");
        int before = Magic.Length + sizeof(ushort), all = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[all];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Magic.Length), (ushort)(all - before));
        Encoding.ASCII.GetBytes(text.PadRight(all - before - 1) + "\n", bytes.AsSpan(before));
        return bytes;
    }

    /// <summary>Reads a head.</summary>
    /// <param name="path">the file, for messages</param>
    /// <param name="start">the file's first bytes, <see cref="MostBytes"/> of them or all</param>
    /// <param name="type">the type that is wanted</param>
    /// <param name="fileBytes">the whole file's length</param>
    /// <returns>the head, and where the numbers begin</returns>
    /// <exception cref="SkyScribeException">It is another kind of file, or says something else than the file's length.</exception>
    public static (NpyHeader Header, int Length) Read(string path, ReadOnlySpan<byte> start, string type, long fileBytes)
    {
        int before = Magic.Length + sizeof(ushort);
        if (start.Length < before || !start[..Magic.Length].SequenceEqual(Magic))
        {
            throw new SkyScribeException(path, "header", "another kind of file", "NumPy's format, version 1.0");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(start[Magic.Length..]), size = type[^1] - '0';
        string text = before + length <= Math.Min(start.Length, MostBytes) ? Encoding.ASCII.GetString(start.Slice(before, length)) : "";
        var match = Pattern().Match(text);
        long numbers = fileBytes - before - length;
        return match.Success && match.Groups[1].Value == type && long.TryParse(match.Groups[2].Value, out long rows)
            && int.TryParse(match.Groups[3].Value, out int columns) && columns >= 1 && rows * columns * size == numbers
            ? (new NpyHeader(type, rows, columns), before + length)
            : throw new SkyScribeException(
                path, "header", text.TrimEnd(), $"'{type}' in rows, with a shape of the file's {numbers} bytes of numbers");
    }

    [GeneratedRegex(@"^\{'descr': '([<>|=a-zA-Z0-9]{1,8})', 'fortran_order': False, 'shape': \(([0-9]{1,9}), ([0-9]{1,9})\),? *\}\s*$")]
    private static partial Regex Pattern();
}
