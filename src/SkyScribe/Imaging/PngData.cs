using System.Buffers.Binary;
using System.IO.Hashing;

namespace SkyScribe.Imaging;

/// <summary>The pixel data of a PNG, which lie in one or more chunks that follow each other, as one stream; each chunk's checksum is compared before
/// it is handed out. The last one may be longer than the file: its checksum is not there.</summary>
internal sealed class PngData(byte[] encoded, int firstChunk, string name) : Stream
{
    private int _at = firstChunk, _position, _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            if (!OpenChunk())
            {
                return 0;
            }
        }

        int count = Math.Min(_left, buffer.Length);
        encoded.AsSpan(_position, count).CopyTo(buffer);
        (_position, _left) = (_position + count, _left - count);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Looks at the chunks behind those that were read, up to the end marker, as Skia does: a file may end anywhere, but what there is has
    /// to be chunks.</summary>
    /// <exception cref="ImageException">The length of one is above 2^31 - 1, or it is one that a decoder has to know and does not.</exception>
    public void CheckRest()
    {
        for (long at = _at; at <= encoded.Length - 8;)
        {
            var header = encoded.AsSpan((int)at, 8);
            int length = BinaryPrimitives.ReadInt32BigEndian(header);
            var type = header[4..];
            bool isNeeded = (type[0] & 0x20) == 0;   // PNG specification, 5.4: the first letter is a capital
            if (length < 0 || (isNeeded && !type.SequenceEqual("IDAT"u8) && !type.SequenceEqual("IEND"u8) && !type.SequenceEqual("PLTE"u8)))
            {
                throw ImageException.CutOff(name, "what follows the pixels is invalid");
            }

            at = type.SequenceEqual("IEND"u8) ? encoded.Length : at + 12 + length;
        }
    }

    // Length, type, data, checksum of type and data.
    private bool OpenChunk()
    {
        var rest = encoded.AsSpan(_at);
        if (rest.Length < 12 || !rest[4..8].SequenceEqual("IDAT"u8))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (length < 0)
        {
            throw ImageException.CutOff(name, "the data are invalid: the length of a chunk is above 2^31 - 1");
        }

        // As Skia has it: what there is counts, and whether it is enough the pixels tell.
        if (length > rest.Length - 12)
        {
            (_position, _left, _at) = (_at + 8, rest.Length - 8, encoded.Length);
            return true;
        }

        if (Crc32.HashToUInt32(rest.Slice(4, length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(length + 8)..]))
        {
            throw ImageException.CutOff(name, "the data are invalid: a checksum differs");
        }

        (_position, _left, _at) = (_at + 8, length, _at + 12 + length);
        return true;
    }
}
