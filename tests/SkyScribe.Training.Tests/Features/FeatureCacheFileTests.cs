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
    public void OpenOrBuild_DamagedHeader_NamesFileAndField(string field, Action<byte[]> damage)
    {
        using var some = new FeatureCacheFixture(3);
        some.Open().Dispose();
        byte[] bytes = File.ReadAllBytes(some.CachePath);
        damage(bytes);
        File.WriteAllBytes(some.CachePath, bytes);
        var error = Assert.Throws<FeatureCacheException>(() => some.Open());
        Assert.Contains($"test.features: {field}: found ", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, some.Extractor.Seen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4096 + 100)]
    public void OpenOrBuild_TruncatedFile_IsRefused(int length)
    {
        using var some = new FeatureCacheFixture(3);
        some.Open().Dispose();
        File.WriteAllBytes(some.CachePath, File.ReadAllBytes(some.CachePath)[..length]);
        Assert.Throws<FeatureCacheException>(() => some.Open());
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
