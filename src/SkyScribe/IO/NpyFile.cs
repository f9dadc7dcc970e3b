using System.Buffers.Binary;

namespace SkyScribe.IO;

/// <summary>A table of float32 numbers in NumPy's format, which every tool of numbers reads: a short text header, then the rows.</summary>
internal static class NpyFile
{
    private const string Type = "<f4";

    /// <summary>The file's bytes.</summary>
    /// <param name="values">row-major [values.Length / columns, columns]</param>
    /// <param name="columns">values of a row</param>
    public static byte[] ToBytes(ReadOnlySpan<float> values, int columns)
    {
        byte[] header = new NpyHeader(Type, values.Length / columns, columns).ToBytes();
        byte[] bytes = new byte[header.Length + (values.Length * sizeof(float))];
        header.CopyTo(bytes, 0);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(header.Length + (i * sizeof(float))), values[i]);
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
        var (header, start) = NpyHeader.Read(path, bytes, Type, bytes.Length);
        float[] values = new float[header.Rows * header.Columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(start + (i * sizeof(float))));
        }

        return values.All(float.IsFinite)
            ? (values, header.Columns)
            : throw new SkyScribeException(path, "values", "a number that is not finite", "finite numbers");
    }
}
