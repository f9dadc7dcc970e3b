using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SkyScribe.Training.Features;

/// <summary>Appends records to a cache file. The caller holds the file's lock.</summary>
internal sealed class FeatureCacheWriter : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _record;
    private readonly int _valueBytes;
    private readonly bool _hasChecks;
    private long _appended;
    private long _committed;

    private FeatureCacheWriter(string path, SafeFileHandle file, FeatureCacheHeader header)
    {
        (_path, _file, _appended, _committed) = (path, file, header.Count, header.Count);
        _record = new byte[header.RecordSize];
        _hasChecks = header.HasChecks;
        _valueBytes = header.Key.Values * sizeof(ushort);
    }

    /// <summary>Records written so far, those of earlier runs included.</summary>
    public long Count => _appended;

    /// <summary>
    /// Opens a cache for appending, or makes one. The room for the new records is taken at once: a disk that is too full is found before
    /// the work, not after hours of it.
    /// </summary>
    /// <exception cref="FeatureCacheException">The disk is too full, or the file that exists is no cache of this key.</exception>
    public static FeatureCacheWriter Open(string path, FeatureCacheKey key, long newRecords)
    {
        if (!File.Exists(path))
        {
            Create(path, key, newRecords);
        }

        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var writer = new FeatureCacheWriter(path, file, ReadHeader(file, path, key));
            writer.Reserve(newRecords);
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The header of an open cache file.</summary>
    public static FeatureCacheHeader ReadHeader(SafeFileHandle file, string path, FeatureCacheKey wanted)
    {
        byte[] page = new byte[FeatureCacheHeader.Size];
        int read = 0;
        for (int got; read < page.Length && (got = RandomAccess.Read(file, page.AsSpan(read), read)) > 0;)
        {
            read += got;
        }

        return FeatureCacheHeader.Parse(page.AsSpan(0, read), RandomAccess.GetLength(file), path, wanted);
    }

    /// <summary>Writes one record; it counts from the next <see cref="Commit"/> on.</summary>
    /// <param name="imageHash">The SHA-256 of the image file.</param>
    /// <param name="values">C x R values.</param>
    public void Append(ReadOnlySpan<byte> imageHash, ReadOnlySpan<Half> values)
    {
        imageHash.CopyTo(_record);
        MemoryMarshal.AsBytes(values).CopyTo(_record.AsSpan(FeatureCacheHeader.HashSize, _valueBytes));
        if (_hasChecks)
        {
            int bytes = FeatureCacheHeader.HashSize + _valueBytes;
            BinaryPrimitives.WriteUInt128LittleEndian(_record.AsSpan(bytes), FeatureCacheHeader.CheckOf(_record.AsSpan(0, bytes)));
        }

        RandomAccess.Write(_file, _record, FeatureCacheHeader.Offset(_appended, _record.Length));
        _appended++;
    }

    /// <summary>Makes the records written so far permanent: first they reach the disk, then the count does.</summary>
    public void Commit()
    {
        if (_appended == _committed)
        {
            return;
        }

        RandomAccess.FlushToDisk(_file);
        byte[] count = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, _appended);
        RandomAccess.Write(_file, count, FeatureCacheHeader.CountOffset);
        RandomAccess.FlushToDisk(_file);
        _committed = _appended;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Makes an empty cache, whole or not at all.</summary>
    private static void Create(string path, FeatureCacheKey key, long records)
    {
        var header = new FeatureCacheHeader(key, Count: 0);
        byte[] page = header.ToBytes();
        long length = FeatureCacheHeader.Offset(records, header.RecordSize);
        string temporary = path + ".new";
        try
        {
            RequireRoom(path, length);
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, length))
            {
                RandomAccess.Write(file, page, 0);
                RandomAccess.SetLength(file, length);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            if (error is IOException and not DirectoryNotFoundException)
            {
                throw NoRoom(path, length, error.Message, error);
            }

            throw;
        }
    }

    /// <summary>Extends the file with zeros, which takes the room for real; setting the length would leave a hole.</summary>
    private void Reserve(long newRecords)
    {
        long before = RandomAccess.GetLength(_file);
        long needed = FeatureCacheHeader.Offset(_appended + newRecords, _record.Length);
        if (needed <= before)
        {
            return;
        }

        RequireRoom(_path, needed - before);
        byte[] zeros = new byte[1 << 20];
        try
        {
            for (long at = before; at < needed; at += zeros.Length)
            {
                RandomAccess.Write(_file, zeros.AsSpan(0, (int)Math.Min(zeros.Length, needed - at)), at);
            }
        }
        catch (IOException error)
        {
            RandomAccess.SetLength(_file, before);
            throw NoRoom(_path, needed - before, error.Message, error);
        }
    }

    private static void RequireRoom(string path, long bytes)
    {
        long free;
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A network share, say. Taking the room tells too, with a message of the system's.
            return;
        }

        if (bytes > free)
        {
            throw NoRoom(path, bytes, $"{free / 1048576.0:F0} MiB free");
        }
    }

    private static FeatureCacheException NoRoom(string path, long bytes, string found, Exception? cause = null) =>
        new(path, "disk", found, $"room for {bytes / 1048576.0:F0} MiB of features; make room or choose another folder", cause);
}
