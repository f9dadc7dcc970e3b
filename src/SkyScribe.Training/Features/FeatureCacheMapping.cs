using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace SkyScribe.Training.Features;

/// <summary>A mapped file whose header was checked; unmapped when disposed of, unless a cache took it over.</summary>
internal sealed unsafe class FeatureCacheMapping : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _handedOver;

    private FeatureCacheMapping(FileStream stream, FeatureCacheHeader header)
    {
        Header = header;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, FeatureCacheHeader.Offset(header.Count, header.RecordSize), MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public FeatureCacheHeader Header { get; }

    public static FeatureCacheMapping Open(string path, FeatureCacheKey key)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            return new FeatureCacheMapping(stream, FeatureCacheWriter.ReadHeader(stream.SafeFileHandle, path, key));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public string HashAt(int record) =>
        Convert.ToHexStringLower(new ReadOnlySpan<byte>(_start + FeatureCacheHeader.Offset(record, Header.RecordSize), FeatureCacheHeader.HashSize));

    /// <summary>Whether a record is what was written; always so in a file without checks.</summary>
    public bool IsWhole(int record)
    {
        byte* start = _start + FeatureCacheHeader.Offset(record, Header.RecordSize);
        int bytes = Header.CheckedBytes;
        return !Header.HasChecks
            || FeatureCacheHeader.CheckOf(new ReadOnlySpan<byte>(start, bytes))
            == BinaryPrimitives.ReadUInt128LittleEndian(new ReadOnlySpan<byte>(start + bytes, FeatureCacheHeader.CheckSize));
    }

    /// <summary>The newest record of each image, by the hash of its file.</summary>
    public Dictionary<string, int> Records()
    {
        var records = new Dictionary<string, int>();
        for (int record = 0; record < Header.Count; record++)
        {
            records[HashAt(record)] = record;
        }

        return records;
    }

    public FeatureCache ToCache(long[] offsets)
    {
        _handedOver = true;
        return new FeatureCache(_file, _view, _start, offsets, Header.Key.Values);
    }

    public void Dispose()
    {
        if (!_handedOver)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }
}
