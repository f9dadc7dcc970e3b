using System.Buffers.Binary;
using SkyScribe.Batch.Plans;
using SkyScribe.IO;

namespace SkyScribe.Batch.Queue;

/// <summary>A shard on its way: all that a worker needs, so that workers need no access to the plan's folder.</summary>
/// <param name="Index">its number in the plan</param>
/// <param name="Id">its id</param>
/// <param name="Manifest">the plan's manifest as it is stored</param>
/// <param name="Packed">the shard's file as it is stored</param>
internal sealed record QueueItem(int Index, string Id, byte[] Manifest, byte[] Packed)
{
    private const int IdDigits = 64, Head = 4 + IdDigits + 4;

    /// <summary>The plan's id.</summary>
    public string Plan { get; } = Sha256.Of(Manifest);

    /// <summary>A message's content: the number, the id, the manifest's length, the manifest, the shard.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Head + Manifest.Length + Packed.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Index);
        System.Text.Encoding.ASCII.GetBytes(Id, bytes.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + IdDigits), Manifest.Length);
        Manifest.CopyTo(bytes.AsSpan(Head));
        Packed.CopyTo(bytes.AsSpan(Head + Manifest.Length));
        return bytes;
    }

    /// <summary>Reads a message's content.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="bytes">the content</param>
    /// <exception cref="BatchException">It is none of ours.</exception>
    public static QueueItem Read(string name, ReadOnlySpan<byte> bytes)
    {
        int manifest = bytes.Length < Head ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 + IdDigits)..]);
        return manifest < 0 || manifest > bytes.Length - Head
            ? throw new BatchException(name, "has a message that 'batch publish' did not write; name another queue in --queue")
            : new QueueItem(
                BinaryPrimitives.ReadInt32LittleEndian(bytes), System.Text.Encoding.ASCII.GetString(bytes.Slice(4, IdDigits)),
                bytes.Slice(Head, manifest).ToArray(), bytes[(Head + manifest)..].ToArray());
    }
}
