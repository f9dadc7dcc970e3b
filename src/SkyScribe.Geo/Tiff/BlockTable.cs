using System.Collections.Concurrent;

namespace SkyScribe.Geo.Tiff;

/// <summary>Where the blocks of a picture lie in the file. The tables are read in pages, because those of a large raster are as large as a small
/// one.</summary>
internal sealed class BlockTable
{
    private const int PageValues = 8192;
    private readonly TiffImage _image;
    private readonly TiffDirectory.Entry _offsets;
    private readonly TiffDirectory.Entry? _sizes;
    private readonly ConcurrentDictionary<(bool IsOffset, long Page), long[]> _pages = new();

    public BlockTable(TiffImage image)
    {
        _image = image;
        var directory = image.Directory;

        // Some writers store tiles under the strips' tags.
        _offsets = (image.IsTiled ? directory.Find(TiffTag.TileOffsets) : null) ?? directory.Find(TiffTag.StripOffsets)
            ?? throw new GeoException(image.Name, TiffTag.Name(image.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets), "nothing",
            "where the pixels lie: the file is damaged");
        _sizes = (image.IsTiled ? directory.Find(TiffTag.TileByteCounts) : null) ?? directory.Find(TiffTag.StripByteCounts);
        long needed = FileBlocks;
        Check(image.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, _offsets, needed);
        if (_sizes is { } sizes)
        {
            Check(image.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, sizes, needed);
        }
        else if (image.Compression != 1)
        {
            throw new GeoException(image.Name, TiffTag.Name(TiffTag.StripByteCounts), "nothing",
                "the sizes of the compressed blocks: the file is damaged");
        }
    }

    private long FileBlocks => (long)_image.BlocksAcross * (_image.IsTiled ? _image.BlocksDown : StripsDown) * (_image.IsPlanar ? _image.Samples : 1);

    private long StripsDown
    {
        get
        {
            long rows = (long)_image.BlockHeight * _image.PartsPerStrip;
            return (_image.Height + rows - 1) / rows;
        }
    }

    /// <summary>The place of one block.</summary>
    /// <param name="column">of blocks</param>
    /// <param name="row">of blocks</param>
    /// <param name="plane">the band of a planar picture, else 0</param>
    /// <returns>null for a sparse block, which the file does not store: all of it is nodata</returns>
    /// <exception cref="GeoException">The place is not within the file, or the block claims more bytes than any compression needs.</exception>
    public (long Offset, int Bytes)? Find(int column, int row, int plane)
    {
        int parts = _image.PartsPerStrip;
        long down = _image.IsTiled ? _image.BlocksDown : StripsDown;
        long index = (plane * down * _image.BlocksAcross) + ((long)(row / parts) * _image.BlocksAcross) + column;
        long decoded = (long)_image.RowBytes * _image.RowsOf(row), offset = Value(true, _offsets, index), size = _sizes is { } sizes
            ? Value(false, sizes, index) : decoded;
        if (offset == 0 && size is 0 || size == 0)
        {
            return null;
        }

        if (parts > 1)
        {
            offset += (long)(row % parts) * _image.BlockHeight * _image.RowBytes;
            size = decoded;
        }

        long most = (2 * decoded) + 65536;
        return offset > 0 && size > 0 && size <= most && offset <= _image.Directory.Source.Length - size
            ? (offset, (int)size)
            : throw new GeoException(_image.Name, $"{(_image.IsTiled ? "tile" : "strip")} {index}", $"{(ulong)size} bytes at byte {(ulong)offset}",
            $"at most {most} bytes within the file's {_image.Directory.Source.Length}: it is cut off or damaged");
    }

    private void Check(int tag, TiffDirectory.Entry entry, long needed)
    {
        if (entry.Count < needed || entry.Type is not (3 or 4 or 13 or 16 or 18))
        {
            throw new GeoException(_image.Name, TiffTag.Name(tag), $"{entry.Count} values of type {entry.Type}",
                $"{needed} whole numbers, one for each block of {_image.Width} x {_image.Height} pixels: the file is damaged");
        }
    }

    private long Value(bool isOffset, TiffDirectory.Entry entry, long index)
    {
        long[] page = _pages.GetOrAdd((isOffset, index / PageValues), key => ReadPage(entry, key.Page));
        return page[index % PageValues];
    }

    private long[] ReadPage(TiffDirectory.Entry entry, long page)
    {
        int count = (int)Math.Min(PageValues, entry.Count - (page * PageValues));
        byte[] bytes = new byte[count * entry.Size];
        _image.Directory.Source.ReadExactly(entry.Position + (page * PageValues * entry.Size), bytes);
        long[] values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (long)_image.Directory.Unsigned(bytes.AsSpan(i * entry.Size, entry.Size));
        }

        return values;
    }
}
