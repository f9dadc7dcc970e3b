using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Features;

namespace SkyScribe.Training.Tests.Features;

public class FeatureCacheTests
{
    [Fact]
    public void OpenOrBuild_NewThenAgain_ComputesOnce()
    {
        using var some = new FeatureCacheFixture(5);
        using (FeatureCache built = some.Open())
        {
            some.AssertRight(built);
        }

        Assert.Equal([1, 2, 3, 4, 5], some.Extractor.Seen);
        Assert.Equal([0, 2, 4, 5], some.Progress.All.Select(report => report.Done));
        Assert.All(some.Progress.All, report => Assert.Equal(("features", 5L, 0L), (report.Stage, report.Total, report.DoneBefore)));

        using FeatureCache opened = some.Open();
        some.AssertRight(opened);
        Assert.Equal(5, some.Extractor.Seen.Count);
    }

    [Fact]
    public void OpenOrBuild_ImagesInAnotherOrder_ReadsTheSameFile()
    {
        using var some = new FeatureCacheFixture(4);
        some.Open().Dispose();
        some.Images.Reverse();
        some.Images.RemoveAt(1);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal(4, some.Extractor.Seen.Count);
    }

    [Fact]
    public void OpenOrBuild_StoppedByAnError_ResumesWithTheRest()
    {
        using var some = new FeatureCacheFixture(7);
        some.Extractor.Before = () =>
        {
            if (some.Extractor.Seen.Count == 4)
            {
                throw new InvalidOperationException("out of memory");
            }
        };
        Assert.Throws<InvalidOperationException>(() => some.Open());
        some.Extractor.Before = null;
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], some.Extractor.Seen);
        Assert.Equal((4L, 4L), (some.Progress.All[^3].DoneBefore, some.Progress.All[^3].Done));
    }

    [Fact]
    public void OpenOrBuild_KilledBetweenCommits_KeepsWhatWasCommitted()
    {
        // What a killed run leaves: records behind the count, one of them half written.
        using var some = new FeatureCacheFixture(6);
        using (FeatureCacheWriter writer = FeatureCacheWriter.Open(some.CachePath, FeatureCacheFixture.Key, 6))
        {
            foreach (HashedImage image in HashedImage.Read(some.Images.Take(3).ToArray(), TestContext.Current.CancellationToken))
            {
                byte content = File.ReadAllBytes(image.Path)[0];
                writer.Append(Convert.FromHexString(image.Hash), [.. Enumerable.Range(0, 6).Select(i => (Half)(content + (i / 8f)))]);
                if (content == 2)
                {
                    writer.Commit();
                }
            }
        }

        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([3, 4, 5, 6], some.Extractor.Seen);
    }

    [Fact]
    public void OpenOrBuild_Cancelled_KeepsWhatIsDone()
    {
        using var some = new FeatureCacheFixture(9);
        using var source = new CancellationTokenSource();
        some.Progress.Then = report =>
        {
            if (report.Done == 4)
            {
                source.Cancel();
            }
        };
        Assert.ThrowsAny<OperationCanceledException>(() => some.OpenUntil(source.Token));
        Assert.Equal(4, some.Extractor.Seen.Count);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], some.Extractor.Seen);
    }

    [Fact]
    public void OpenOrBuild_ChangedAndAddedImages_ComputesThoseOnly()
    {
        using var some = new FeatureCacheFixture(4);
        some.Open().Dispose();
        File.WriteAllBytes(some.Images[1], [77]);
        some.Add(88);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2, 3, 4, 77, 88], some.Extractor.Seen);
    }

    [Fact]
    public void OpenOrBuild_EqualFiles_ShareOneRecord()
    {
        using var some = new FeatureCacheFixture(2);
        some.Add(1);
        some.Add(2);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2], some.Extractor.Seen);
    }

    [Theory]
    [InlineData("weights", "weights-2", "none")]
    [InlineData("preprocessing", "weights-1", "other")]
    public void OpenOrBuild_OtherKey_IsRefusedAndLeftAlone(string field, string weights, string preprocessing)
    {
        using var some = new FeatureCacheFixture(3);
        some.Open().Dispose();
        byte[] before = File.ReadAllBytes(some.CachePath);
        FeatureCacheKey other = FeatureCacheFixture.Key with { WeightsHash = weights, PreprocessingKey = preprocessing };
        var error = Assert.Throws<FeatureCacheException>(() => some.Open(other));
        Assert.Contains($"test.features: {field}: found ", error.Message, StringComparison.Ordinal);
        Assert.Contains("stale", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(some.CachePath));
    }

    [Fact]
    public async Task OpenOrBuild_TwoAtOnce_SecondWaitsAndReadsWhatTheFirstMade()
    {
        using var first = new FeatureCacheFixture(4);
        using var second = new FeatureCacheFixture();
        second.Images.AddRange(first.Images);
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var waiting = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        first.Extractor.Before = () =>
        {
            started.Set();
            Assert.True(waiting.Wait(TimeSpan.FromSeconds(60), stop));
        };
        second.Progress.Then = _ => waiting.Set();

        Task<FeatureCache> building = Task.Run(() => first.Open(), stop);
        Assert.True(started.Wait(TimeSpan.FromSeconds(60), stop));
        using FeatureCache late = FeatureCache.OpenOrBuild(
            first.CachePath, FeatureCacheFixture.Key, second.Images, second.Extractor, FeatureCacheFixture.Read, second.Progress, stop);
        using FeatureCache early = await building;

        first.AssertRight(early);
        second.AssertRight(late);
        Assert.Empty(second.Extractor.Seen);
        Assert.StartsWith("waiting", second.Progress.All[0].Stage, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrBuild_WhileAnotherReads_AppendsWithoutDisturbingIt()
    {
        using var some = new FeatureCacheFixture(3);
        using FeatureCache old = some.Open();
        float[] before = new float[6], after = new float[6];
        old.CopyTo(2, before);
        some.Add(50);
        using FeatureCache grown = some.Open();
        some.AssertRight(grown);
        old.CopyTo(2, after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void OpenOrBuild_UnreadableImage_KeepsThoseBefore()
    {
        using var some = new FeatureCacheFixture(3);
        some.Add(0);
        some.Add(5);
        var error = Assert.Throws<InvalidDataException>(() => some.Open());
        Assert.Contains("3.img", error.Message, StringComparison.Ordinal);
        File.WriteAllBytes(some.Images[3], [4]);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
        Assert.Equal([1, 2, 3, 4, 5], some.Extractor.Seen);
    }

    [Fact]
    public void OpenOrBuild_MissingImage_NamesIt()
    {
        using var some = new FeatureCacheFixture(2);
        File.Delete(some.Images[1]);
        Assert.Contains("1.img", Assert.Throws<FileNotFoundException>(() => some.Open()).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(some.CachePath));
    }

    [Fact]
    public void OpenOrBuild_ImageChangesWhileItIsRead_Throws()
    {
        using var some = new FeatureCacheFixture(1);
        RgbImage Read(string path)
        {
            RgbImage image = FeatureCacheFixture.Read(path);
            File.WriteAllBytes(path, [99]);
            return image;
        }

        var error = Assert.Throws<IOException>(() =>
            FeatureCache.OpenOrBuild(
            some.CachePath, FeatureCacheFixture.Key, some.Images, some.Extractor, Read, null, TestContext.Current.CancellationToken));
        Assert.Contains("0.img changed", error.Message, StringComparison.Ordinal);
        using FeatureCache cache = some.Open();
        some.AssertRight(cache);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(1.00048828125f)] // half way between two halves: to even
    [InlineData(1.00146484375f)]
    [InlineData(5.9604645e-8f)] // the smallest subnormal
    [InlineData(65504f)]
    [InlineData(-3.1415927f)]
    public void CopyTo_AnyValue_IsRoundedToTheNearestHalf(float value)
    {
        using var some = new FeatureCacheFixture(1);
        some.Extractor.Value = (_, i) => i == 0 ? value : -value;
        using FeatureCache cache = some.Open();
        float[] copy = new float[6];
        cache.CopyTo(0, copy);
        Assert.Equal((float)(Half)value, copy[0]);
        Assert.Equal(-(float)(Half)value, copy[5]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(70000f)]
    public void OpenOrBuild_ValueThatFp16CannotHold_NamesTheImage(float value)
    {
        using var some = new FeatureCacheFixture(2);
        some.Extractor.Value = (image, i) => image == 2 && i == 4 ? value : 0;
        var error = Assert.Throws<SkyScribeException>(() => some.Open());
        Assert.Contains("1.img: feature 4 is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrBuild_ExtractorOfOtherSizes_Throws()
    {
        using var some = new FeatureCacheFixture(1);
        Assert.Throws<ArgumentException>(() => some.Open(FeatureCacheFixture.Key with { Regions = 4 }));
    }

    [Fact]
    public void Item_AfterDispose_Throws()
    {
        using var some = new FeatureCacheFixture(1);
        FeatureCache cache = some.Open();
        cache.Dispose();
        cache.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cache.CopyTo(0, new float[6]));
    }

    [Fact]
    public void Item_IndexOutOfRange_Throws()
    {
        using var some = new FeatureCacheFixture(1);
        using FeatureCache cache = some.Open();
        Assert.Throws<IndexOutOfRangeException>(() => cache.CopyTo(1, new float[6]));
    }
}
