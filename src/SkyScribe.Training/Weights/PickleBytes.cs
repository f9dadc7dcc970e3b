using System.Buffers.Binary;
using System.Text;

namespace SkyScribe.Training.Weights;

/// <summary>The arguments of pickle operations, each bounded by what is there.</summary>
internal sealed class PickleBytes(string path, byte[] bytes, int start)
{
    private const int MaximumText = 1 << 16, MaximumName = 256;

    /// <summary>The next byte's number.</summary>
    public int At { get; private set; } = start;

    public byte Byte() => Take(1)[0];

    public long Word() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint Count() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong LongCount() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A whole number; one that no long holds stands for its place only.</summary>
    public object Whole(ulong length)
    {
        int at = At;
        var little = Take(length);
        if (little.Length > sizeof(long))
        {
            return new OpaqueValue("a large whole number", at);
        }

        long value = little.Length > 0 && (little[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = little.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | little[i];
        }

        return value;
    }

    /// <summary>A text; a long one, which is no tensor's name, stands for its place only.</summary>
    public object Text(ulong length)
    {
        int at = At;
        var taken = Take(length);
        return taken.Length <= MaximumText ? Encoding.UTF8.GetString(taken) : new OpaqueValue("a long text", at);
    }

    /// <summary>Bytes, of which nothing is needed.</summary>
    public object Skip(ulong length)
    {
        int at = At;
        Take(length);
        return new OpaqueValue("bytes", at);
    }

    /// <summary>A text that ends with its line.</summary>
    public string Line()
    {
        int length = bytes.AsSpan(At).IndexOf((byte)'\n');
        if (length is < 0 or > MaximumName)
        {
            throw Refused("global without a name", At);
        }

        string text = Encoding.ASCII.GetString(Take((ulong)length));
        At++;
        return text;
    }

    public WeightFileException Refused(string what, int at) =>
        new(path, $"refuses {what} at byte {at} of its pickle; only tensors of a state dict are read, nothing is executed");

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - At))
        {
            throw new WeightFileException(
                path, $"its pickle ends at byte {bytes.Length}, in the middle of an operation; download or copy the file again");
        }

        var taken = bytes.AsSpan(At, (int)count);
        At += (int)count;
        return taken;
    }
}
