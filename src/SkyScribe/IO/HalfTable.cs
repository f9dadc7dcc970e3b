using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace SkyScribe.IO;

/// <summary>A table of float16 numbers in NumPy's format, of any length: rows are written and read one at a time.</summary>
internal sealed class HalfTable : IDisposable
{
    private const string Type = "<f2";
    private const int Size = 2, MostColumns = 1 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly int _start;
    private readonly byte[] _row;

    private HalfTable(string path, SafeFileHandle handle, NpyHeader header, int start)
    {
        (_path, _handle, _start, Rows, Columns) = (path, handle, start, header.Rows, header.Columns);
        _row = new byte[Columns * Size];
    }

    /// <summary>Rows.</summary>
    public long Rows { get; }

    /// <summary>Values of a row.</summary>
    public int Columns { get; }

    /// <summary>A row's bytes, little-endian.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * Size];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * Size), (Half)values[i]);
        }

        return bytes;
    }

    /// <summary>Writes a table.</summary>
    /// <param name="stream">where to</param>
    /// <param name="count">how many rows there will be</param>
    /// <param name="rows">rows as <see cref="ToBytes"/> gives them, all of one length</param>
    public static void Write(Stream stream, long count, IEnumerable<byte[]> rows)
    {
        long written = 0;
        int bytes = 0;
        foreach (byte[] row in rows)
        {
            if (written++ == 0)
            {
                bytes = row.Length;
                stream.Write(new NpyHeader(Type, count, bytes / Size).ToBytes());
            }

            stream.Write(row.Length == bytes ? row : throw new ArgumentException($"rows of {bytes} and of {row.Length} bytes", nameof(rows)));
        }

        if (written != count)
        {
            throw new ArgumentException($"{written} rows where {count} were announced", nameof(rows));
        }
    }

    /// <summary>Opens a table.</summary>
    /// <exception cref="SkyScribeException">It is missing, or of another kind.</exception>
    public static HalfTable Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new SkyScribeException(path, "there is no such file; check the path");
        }

        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            byte[] start = new byte[NpyHeader.MostBytes];
            int read = RandomAccess.Read(handle, start, 0);
            var (header, length) = NpyHeader.Read(path, start.AsSpan(0, read), Type, RandomAccess.GetLength(handle));
            if (header.Columns > MostColumns)
            {
                throw new SkyScribeException(path, "header", $"rows of {header.Columns} numbers", $"at most {MostColumns}");
            }

            var table = new HalfTable(path, handle, header, length);
            handle = null;
            return table;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SkyScribeException(path, $"cannot be read ({problem.Message})", problem);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="row">its number, from 0</param>
    /// <param name="values">[Columns]</param>
    public void Read(long row, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        long offset = _start + (row * _row.Length);
        for (int done = 0; done < _row.Length;)
        {
            int read = RandomAccess.Read(_handle, _row.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new SkyScribeException(_path, $"ends within row {row}; it was changed while it was read");
        }

        for (int i = 0; i < Columns; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(_row.AsSpan(i * Size));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
