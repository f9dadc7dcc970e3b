using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;

namespace SkyScribe.Training.Features;

/// <summary>The first page of a cache file: what it is, its key, and how many records are complete.</summary>
/// <remarks>
/// All numbers are little-endian. Bytes 0-7 "SKYFEAT" and a line feed; 8-11 version; 12-15 length of the key; 16-23 complete records; 24-31 the XXH64
/// of version and key; from 64 on the key as JSON. Records follow from <see cref="Size"/> on, <see cref="RecordSize"/> bytes each: the SHA-256 of the
/// image file, then C x R fp16 values, then the XXH128 of both, then zeros up to a multiple of 64. Records are only ever appended, and the count is
/// raised when they are on the disk; so whoever reads the count may read that many records, whatever happens to the writer. Version 1 has neither of
/// the two checks; its files are read and continued as they are.
/// </remarks>
/// <param name="Key">What the features depend on.</param>
/// <param name="Count">Complete records.</param>
/// <param name="Version">1 or 2.</param>
internal sealed record FeatureCacheHeader(FeatureCacheKey Key, long Count, int Version = FeatureCacheHeader.NewestVersion)
{
    public const int Size = 4096;
    public const int CountOffset = 16;
    public const int HashSize = SHA256.HashSizeInBytes;
    public const int CheckSize = 16;
    public const int NewestVersion = 2;
    private const int SealOffset = 24;
    private const int KeyOffset = 64;
    private const string Remedy = "delete it to build it anew";

    private static ReadOnlySpan<byte> Magic => "SKYFEAT\n"u8;

    /// <summary>Bytes from one record to the next.</summary>
    public long RecordSize => (HashSize + ((long)Key.Values * sizeof(ushort)) + (HasChecks ? CheckSize : 0) + 63) / 64 * 64;

    /// <summary>Whether records carry a check.</summary>
    public bool HasChecks => Version >= 2;

    /// <summary>Bytes of a record that its check covers.</summary>
    public int CheckedBytes => HashSize + (Key.Values * sizeof(ushort));

    /// <summary>Where a record begins.</summary>
    public static long Offset(long record, long recordSize) => checked(Size + (record * recordSize));

    /// <summary>The check of a record's image hash and values.</summary>
    public static UInt128 CheckOf(ReadOnlySpan<byte> hashAndValues) => XxHash128.HashToUInt128(hashAndValues);

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
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(SealOffset), SealOf(Version, json));
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
        bool isSealed = IsSealed(page);
        if (!isSealed && (page.Length < Size || !page.StartsWith(Magic)))
        {
            throw new FeatureCacheException(
                path, "header", $"something else ({fileLength} bytes)", "a feature cache; choose another path, or " + Remedy)
            {
                IsDamage = page.StartsWith(Magic) || page.IsEmpty,
            };
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(page[8..]);
        if (!page.StartsWith(Magic) || (isSealed && version != NewestVersion) || (!isSealed && version == NewestVersion))
        {
            throw new FeatureCacheException(
                path, "header", "bytes that do not have the check beside them", "an undamaged one; " + Remedy) { IsDamage = true };
        }

        if (version is not (1 or NewestVersion))
        {
            throw new FeatureCacheException(path, "version", $"{version}", $"1 or {NewestVersion}; {Remedy}");
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

        var header = new FeatureCacheHeader(key, BinaryPrimitives.ReadInt64LittleEndian(page[CountOffset..]), version);
        long room = Math.Min((fileLength - Size) / header.RecordSize, int.MaxValue);

        // Every record of version 2 has a check, so a wrong count or a file that was cut off costs no more than the records that are not there.
        return header.HasChecks ? header with { Count = header.Count < 0 ? room : Math.Min(header.Count, room) }
            : header.Count >= 0 && header.Count <= room ? header
            : throw new FeatureCacheException(
            path, "record count", $"{header.Count}", $"0 to {room}, which is what its {fileLength} bytes hold; {Remedy}");
    }

    // Version and magic number are not read here: a flipped bit in them must not make a cache of ours look like somebody's file.
    private static bool IsSealed(ReadOnlySpan<byte> page) =>
        page.Length == Size
        && BinaryPrimitives.ReadInt32LittleEndian(page[12..]) is >= 2 and <= Size - KeyOffset and var length
        && SealOf(NewestVersion, page.Slice(KeyOffset, length)) == BinaryPrimitives.ReadUInt64LittleEndian(page[SealOffset..]);

    private static ulong SealOf(int version, ReadOnlySpan<byte> key) => XxHash64.HashToUInt64(key, version);
}
