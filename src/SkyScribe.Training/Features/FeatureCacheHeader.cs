using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace SkyScribe.Training.Features;

/// <summary>The first page of a cache file: what it is, its key, and how many records are complete.</summary>
/// <remarks>
/// All numbers are little-endian. Bytes 0-7 "SKYFEAT" and a line feed; 8-11 version; 12-15 length of the key; 16-23 complete records; from 64 on
/// the key as JSON. Records follow from <see cref="Size"/> on, <see cref="RecordSize"/> bytes each: the SHA-256 of the image file, then
/// C x R fp16 values, then zeros up to a multiple of 64. Records are only ever appended, and the count is raised when they are on the disk; so
/// whoever reads the count may read that many records, whatever happens to the writer.
/// </remarks>
/// <param name="Key">What the features depend on.</param>
/// <param name="Count">Complete records.</param>
internal sealed record FeatureCacheHeader(FeatureCacheKey Key, long Count)
{
    public const int Size = 4096;
    public const int CountOffset = 16;
    public const int HashSize = SHA256.HashSizeInBytes;
    private const int Version = 1;
    private const int KeyOffset = 64;

    private static ReadOnlySpan<byte> Magic => "SKYFEAT\n"u8;

    /// <summary>Bytes from one record to the next.</summary>
    public long RecordSize => RecordSizeOf(Key);

    public static long RecordSizeOf(FeatureCacheKey key) => (HashSize + ((long)key.Values * sizeof(ushort)) + 63) / 64 * 64;

    /// <summary>Where a record begins.</summary>
    public static long Offset(long record, long recordSize) => checked(Size + (record * recordSize));

    /// <exception cref="ArgumentException">The key's texts are too long for the page.</exception>
    public byte[] ToBytes()
    {
        byte[] json = Key.ToJson();
        if (json.Length > Size - KeyOffset)
        {
            throw new ArgumentException($"the cache key takes {json.Length} bytes, expected at most {Size - KeyOffset}");
        }

        byte[] page = new byte[Size];
        Magic.CopyTo(page);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(12), json.Length);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(CountOffset), Count);
        json.CopyTo(page, KeyOffset);
        return page;
    }

    /// <summary>Reads and checks the first page of a file that anyone may have made.</summary>
    /// <param name="page">The file's first <see cref="Size"/> bytes, fewer if it is shorter.</param>
    /// <param name="fileLength">The file's length.</param>
    /// <param name="path">For messages.</param>
    /// <param name="wanted">The key that the caller needs.</param>
    /// <exception cref="FeatureCacheException">It is no cache, damaged, or of another key.</exception>
    public static FeatureCacheHeader Parse(ReadOnlySpan<byte> page, long fileLength, string path, FeatureCacheKey wanted)
    {
        const string Remedy = "delete it to build it anew";
        if (page.Length < Size || !page.StartsWith(Magic))
        {
            throw new FeatureCacheException(path, "header", $"something else ({fileLength} bytes)", "a feature cache; choose another path, or " + Remedy);
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(page[8..]);
        if (version != Version)
        {
            throw new FeatureCacheException(path, "version", $"{version}", $"{Version}; {Remedy}");
        }

        int keyLength = BinaryPrimitives.ReadInt32LittleEndian(page[12..]);
        if (keyLength is < 2 or > Size - KeyOffset)
        {
            throw new FeatureCacheException(path, "length of the key", $"{keyLength}", $"2 to {Size - KeyOffset}; {Remedy}");
        }

        FeatureCacheKey key;
        try
        {
            key = FeatureCacheKey.FromJson(page.Slice(KeyOffset, keyLength));
        }
        catch (JsonException error)
        {
            throw new FeatureCacheException(path, "key", "text that is no key", "encoder, weights, preprocessing and sizes; " + Remedy, error);
        }

        foreach ((string field, string found, string expected) in key.Differences(wanted))
        {
            throw new FeatureCacheException(path, field, found, $"{expected}: the cache is stale; {Remedy}, or choose another path");
        }

        var header = new FeatureCacheHeader(key, BinaryPrimitives.ReadInt64LittleEndian(page[CountOffset..]));
        long room = (fileLength - Size) / header.RecordSize;
        return header.Count >= 0 && header.Count <= Math.Min(room, int.MaxValue)
            ? header
            : throw new FeatureCacheException(path, "record count", $"{header.Count}", $"0 to {room}, which is what its {fileLength} bytes hold; {Remedy}");
    }
}
