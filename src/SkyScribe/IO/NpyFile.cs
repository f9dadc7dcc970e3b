using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SkyScribe.IO;

/// <summary>A table of float32 numbers in NumPy's format (NEP 1, version 1.0), which every tool of numbers reads: a short text header, then the
/// rows.</summary>
internal static partial class NpyFile
{
    private const int Alignment = 64, MostHeaderBytes = 4096;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The file's bytes.</summary>
    /// <param name="values">row-major [values.Length / columns, columns]</param>
    /// <param name="columns">values of a row</param>
    public static byte[] ToBytes(ReadOnlySpan<float> values, int columns)
    {
        string header = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / columns}, {columns}), }}");
        int before = Magic.Length + sizeof(ushort), length = (before + header.Length + 1 + Alignment - 1) / Alignment * Alignment - before;
        byte[] bytes = new byte[before + length + values.Length * sizeof(float)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Magic.Length), (ushort)length);
        Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n", bytes.AsSpan(before));
        var numbers = bytes.AsSpan(before + length);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(numbers[(i * sizeof(float))..], values[i]);
        }

        return bytes;
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">the file</param>
    /// <param name="mostBytes">the largest file that is read</param>
    /// <returns>the values, row-major, and how many each row has</returns>
    /// <exception cref="SkyScribeException">The file is too large, of another kind, or holds something else than finite float32 numbers in
    /// rows.</exception>
    public static (float[] Values, int Columns) Read(string path, long mostBytes)
    {
        byte[] bytes = BoundedFile.Read(
            path, mostBytes, "a table of numbers",
            (file, field, found, expected, cause) => new SkyScribeException(file, field, found, expected, cause));
        int before = Magic.Length + sizeof(ushort);
        if (bytes.Length < before || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new SkyScribeException(path, "header", "another kind of file", "NumPy's format, version 1.0");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Magic.Length));
        string header = length <= MostHeaderBytes && before + length <= bytes.Length ? Encoding.ASCII.GetString(bytes, before, length) : "";
        var match = Header().Match(header);
        var numbers = bytes.AsSpan(Math.Min(before + length, bytes.Length));
        if (!match.Success || !int.TryParse(match.Groups[1].Value, out int rows) || !int.TryParse(match.Groups[2].Value, out int columns)
            || columns < 1 || (long)rows * columns * sizeof(float) != numbers.Length)
        {
            throw new SkyScribeException(
                path, "header", header.TrimEnd(), $"'<f4' in rows, with a shape of the file's {numbers.Length} bytes of numbers");
        }

        float[] values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(i * sizeof(float))..]);
        }

        return values.All(float.IsFinite)
            ? (values, columns)
            : throw new SkyScribeException(path, "values", "a number that is not finite", "finite numbers");
    }

    [GeneratedRegex(@"^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([0-9]{1,9}), ([0-9]{1,9})\),? *\}\s*$")]
    private static partial Regex Header();
}
