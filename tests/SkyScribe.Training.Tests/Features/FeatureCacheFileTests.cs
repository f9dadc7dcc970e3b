using System.Buffers.Binary;
using System.Text;
using SkyScribe.Training.Features;

namespace SkyScribe.Training.Tests.Features;

/// <summary>Files that are damaged, hostile, or do not fit on the disk.</summary>
public class FeatureCacheFileTests
{
    public static TheoryData<string, Action<byte[]>> Damages => new()
    {
        { "header", bytes => bytes[0] = 0 },
        { "version", bytes => bytes[8] = 9 },
        { "length of the key", bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), int.MaxValue) },
        { "length of the key", bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), -1) },
        { "key", bytes => bytes[64] = (byte)'?' },
        { "key", bytes => Replace(bytes, "\"Channels\":3", "\"Channels\":0") },
        { "key", bytes => Replace(bytes, "\"Regions\":2", "\"Regionz\":2") },
        { "key", bytes => Replace(bytes, "\"fake\"", "  null") },
        { "weights", bytes => Replace(bytes, "weights-1", "weights-7") },
        { "channels", bytes => Replace(bytes, "\"Channels\":3", "\"Channels\":4") },
        { "record count", bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), long.MaxValue) },
        { "record count", bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), 4) },
        { "record count", bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), -1) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void OpenOrBuild_DamagedHeaderOfVersion1_NamesFileAndField(string field, Action<byte[]> damage)
    {
        using var some = new FeatureCacheFixture(3);
        byte[] bytes = some.WriteVersion1();
        damage(bytes);
        File.WriteAllBytes(some.CachePath, bytes);
        var error = Assert.Throws<FeatureCacheException>(() => some.Open());
        Assert.Contains($"test.features: {field}: found ", error.Message, StringComparison.Ordinal);
        Assert.Empty(some.Extractor.Seen);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void OpenOrBuild_DamagedHeader_IsMadeAgain(string field, Action<byte[]> damage)
    {
        using var some = new FeatureCacheFixture(3);
        some.Open().Dispose();
        byte[] bytes = File.ReadAllBytes(some.CachePath);
        damage(bytes);
        File.WriteAllBytes(some.CachePath, bytes);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        bool isCount = field == "record count";
        Assert.Equal(isCount ? 3 : 6, some.Extractor.Seen.Count);
        Assert.Equal(isCount ? 0
            : 1, some.Warnings.Count(text => text.Contains("test.features: the feature cache was damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public void OpenOrBuild_AnyBitFlipped_GivesTheRightFeatures()
    {
        using var some = new FeatureCacheFixture(5);
        some.Open().Dispose();
        byte[] good = File.ReadAllBytes(some.CachePath);
        // the page's numbers and key, all records
        int[] used = [.. Enumerable.Range(0, 8 * 64 + 8 * 150), .. Enumerable.Range(8 * 4096, 8 * (good.Length - 4096))];
        int noticed = 0;
        foreach (int bit in used.Where((_, i) => i % 3 == 0))
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(some.CachePath, bad);
            int before = some.Warnings.Count;
            using FeatureCache cache = some.Open();
            some.AssertRight(cache);
            noticed += some.Warnings.Count > before ? 1 : 0;
        }

        // the values alone are 5 x 96 bits, the keys 1200, the checks 5 x 128; a third of them was flipped
        Assert.True(noticed > 500, $"{noticed}");
    }

    [Fact]
    public void OpenOrBuild_DamagedRecord_IsComputedAgainAlone()
    {
        using var some = new FeatureCacheFixture(5);
        some.Open().Dispose();
        byte[] bytes = File.ReadAllBytes(some.CachePath);
        bytes[4096 + (2 * 64) + 32 + 5] ^= 4;
        File.WriteAllBytes(some.CachePath, bytes);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2, 3, 4, 5, 3], some.Extractor.Seen);
        Assert.Contains("the features of 1 of 5 images were damaged", Assert.Single(some.Warnings), StringComparison.Ordinal);
        some.Open().Dispose();
        Assert.Equal(6, some.Extractor.Seen.Count);
    }

    [Fact]
    public void OpenOrBuild_CacheOfVersion1_IsReadAndContinued()
    {
        using var some = new FeatureCacheFixture(3);
        File.WriteAllBytes(some.CachePath, some.WriteVersion1());
        some.Open().Dispose();
        some.Add(9);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([9], some.Extractor.Seen);
        Assert.Empty(some.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4096 + 100)]
    public void OpenOrBuild_TruncatedFile_IsMadeWholeAgain(int length)
    {
        using var some = new FeatureCacheFixture(3);
        some.Open().Dispose();
        File.WriteAllBytes(some.CachePath, File.ReadAllBytes(some.CachePath)[..length]);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
    }

    [Fact]
    public void OpenOrBuild_FileOfAnotherKind_IsRefusedAndLeftAlone()
    {
        using var some = new FeatureCacheFixture(1);
        File.WriteAllText(some.CachePath, "version https://git-lfs.github.com/spec/v1");
        Assert.Throws<FeatureCacheException>(() => some.Open());
        Assert.StartsWith("version", File.ReadAllText(some.CachePath), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrBuild_KeyTooLongForItsPage_ThrowsAndLeavesNothing()
    {
        using var some = new FeatureCacheFixture(1);
        Assert.Throws<ArgumentException>(() => some.Open(FeatureCacheFixture.Key with { PreprocessingKey = new string('x', 5000) }));
        Assert.False(File.Exists(some.CachePath));
    }

    [Fact]
    public void Open_NewFileThatDoesNotFitOnTheDisk_FailsAtOnceAndLeavesNothing()
    {
        using var some = new FeatureCacheFixture();
        var error = Assert.Throws<FeatureCacheException>(() => FeatureCacheWriter.Open(some.CachePath, FeatureCacheFixture.Key, 1L << 45));
        Assert.Contains("disk: found", error.Message, StringComparison.Ordinal);
        Assert.Contains("make room", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(some.CachePath)!));
    }

    [Fact]
    public void Open_GrowthThatDoesNotFitOnTheDisk_LeavesTheCacheAsItWas()
    {
        using var some = new FeatureCacheFixture(2);
        some.Open().Dispose();
        long before = new FileInfo(some.CachePath).Length;
        Assert.Throws<FeatureCacheException>(() => FeatureCacheWriter.Open(some.CachePath, FeatureCacheFixture.Key, 1L << 45));
        Assert.Equal(before, new FileInfo(some.CachePath).Length);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
    }

    [Fact]
    public void Open_NewFile_TakesTheRoomOfAllRecordsAtOnce()
    {
        using var some = new FeatureCacheFixture();
        FeatureCacheWriter.Open(some.CachePath, FeatureCacheFixture.Key, 1000).Dispose();
        Assert.Equal(4096 + (1000 * 64), new FileInfo(some.CachePath).Length);
    }

    private static void Replace(byte[] bytes, string old, string @new)
    {
        Assert.Equal(old.Length, @new.Length);
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0);
        Encoding.UTF8.GetBytes(@new).CopyTo(bytes, at);
    }
}
