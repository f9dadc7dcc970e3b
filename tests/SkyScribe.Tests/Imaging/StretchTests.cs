using CsCheck;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public sealed class StretchTests
{
    private static readonly SampleType Word = new(16);

    [Theory]
    [InlineData(16, false, false, 0, 2047, true)]          // 11 bits
    [InlineData(16, false, false, 0, 4095, true)]          // 12 bits
    [InlineData(16, false, false, 500, 10_000, true)]      // reflectance times 10,000
    [InlineData(16, false, false, 0, 16_383, true)]        // 14 bits: just below a quarter
    [InlineData(16, false, false, 0, 17_500, false)]
    [InlineData(16, false, false, 0, 65_535, false)]
    [InlineData(12, false, false, 0, 4095, false)]         // packed 12 bits use all of theirs
    [InlineData(16, true, false, 0, 3200, true)]
    [InlineData(16, true, false, 0, 32_000, false)]
    [InlineData(16, true, false, -3000, 3000, true)]
    [InlineData(32, false, false, 0, 100_000, true)]
    [InlineData(32, false, true, 0, 1, false)]
    [InlineData(32, false, true, 0, 0.2, true)]
    [InlineData(32, false, true, 0, 255, true)]
    [InlineData(64, false, true, -1, 1, true)]
    [InlineData(8, false, false, 0, 20, false)]
    public void Auto_StretchesWhatUsesLessThanAQuarter(int bits, bool isSigned, bool isFloat, double low, double high, bool isStretched)
    {
        var stretch = Stretch.Of(Evenly(new SampleType(bits, isSigned, isFloat), low, high), StretchRule.Auto);
        Assert.Equal(isStretched, stretch.IsApplied);
        Assert.False(stretch.IsDark);
        if (isStretched)
        {
            byte[] ends = Map(stretch, (float)(low + (0.02 * (high - low))), (float)((low + high) / 2), (float)(low + (0.98 * (high - low))));
            Assert.InRange(ends[0], 0, 1);
            Assert.InRange(ends[1], 126, 129);
            Assert.InRange(ends[2], 254, 255);
        }
    }

    [Theory]
    [InlineData(StretchRule.Percentile, 20, 980)]
    [InlineData(StretchRule.MinMax, 1, 1000)]
    [InlineData(StretchRule.Sigma, 1, 1000)]   // two deviations of even values lie beyond them
    public void Rule_MapsItsEndsToBlackAndWhite(StretchRule rule, float black, float white)
    {
        var stretch = Stretch.Of(Evenly(Word, 1, 1000), rule);
        byte[] mapped = Map(stretch, black, (black + white) / 2, white);
        Assert.Equal((0, 255), (mapped[0], mapped[2]));
        Assert.InRange(mapped[1], 127, 128);
        Assert.Equal([0, 255], Map(stretch, 0, 60_000));
    }

    [Fact]
    public void Sigma_OfManyEqualValues_LiesAroundThem()
    {
        ValueSample sample = new(Word);
        sample.Add([.. Enumerable.Repeat(1000f, 5000), .. Enumerable.Repeat(1200f, 5000), 1, 9000]);
        byte[] mapped = Map(Stretch.Of(sample, StretchRule.Sigma), 1000, 1100, 1200);
        Assert.True(mapped[0] is > 20 and < 100 && mapped[2] is > 150 and < 235, string.Join(' ', mapped));
    }

    [Theory]
    [InlineData(16, 0, 0)]
    [InlineData(16, 255, 0)]
    [InlineData(16, 256, 1)]
    [InlineData(16, 65_535, 255)]
    [InlineData(12, 4095, 255)]
    [InlineData(32, 16_777_216, 1)]
    public void None_DropsLowBits(int bits, float value, byte expected) =>
        Assert.Equal([expected], Map(Stretch.Of(Evenly(new SampleType(bits), 1, 100), StretchRule.None), value));

    [Fact]
    public void None_OfADarkPicture_SaysSo()
    {
        var stretch = Stretch.Of(Evenly(Word, 0, 2047), StretchRule.None);
        Assert.True(stretch is { IsApplied: false, IsDark: true });
        Assert.Contains("16-bit values from 1 to 2047, most within 3.1 % of the range: not stretched", stretch.Sentence);
    }

    [Fact]
    public void Sentence_NamesRangeAndEnds() =>
        Assert.Equal("16-bit values from 1 to 2000, most within 3 % of the range: stretched, 41 (2nd percentile) to 1960 (98th) become 0 to 255",
        Stretch.Of(Evenly(Word, 1, 2000), StretchRule.Auto).Sentence);

    [Fact]
    public void Auto_MissingPixels_DoNotCount()
    {
        ValueSample sample = new(Word, noData: 7000);
        sample.Add([.. Enumerable.Repeat(0f, 100_000), .. Enumerable.Repeat(65_535f, 100_000), .. Enumerable.Repeat(7000f, 100_000)]);
        sample.Add([.. Enumerable.Range(1000, 1001).Select(value => (float)value)]);
        var stretch = Stretch.Of(sample, StretchRule.Auto);
        Assert.Equal((1000, 2000, true), (stretch.Smallest, stretch.Largest, stretch.IsApplied));
        Assert.Equal([0, 255, 0, 0], Map(stretch, 1020, 1980, 0, 7000));

        ValueSample floats = new(new SampleType(32, IsFloat: true));
        floats.Add([float.NaN, float.PositiveInfinity, -3.4e38f, -9999, 0.1f, 0.2f]);
        Assert.Equal((0.1f, 0.2f), (floats.Smallest, floats.Largest));
        Assert.Equal([0, 0, 0], Map(Stretch.Of(floats, StretchRule.Auto), float.NaN, float.PositiveInfinity, float.NegativeInfinity));
    }

    [Fact]
    public void Auto_AFewBrightPixels_DoNotCount()
    {
        ValueSample sample = new(Word);
        sample.Add([.. Enumerable.Range(1, 10_000).Select(value => value % 4096f), .. Enumerable.Repeat(60_000f, 100)]);
        Assert.True(Stretch.Of(sample, StretchRule.Auto).IsApplied);
    }

    [Fact]
    public void Of_NoValues_MapsPlainly()
    {
        var stretch = Stretch.Of(new ValueSample(Word), StretchRule.Percentile);
        Assert.False(stretch.IsApplied);
        Assert.Equal([0], Map(stretch, 0));
    }

    [Fact]
    public void Of_EqualValues_BecomeAMiddleGrey()
    {
        ValueSample sample = new(Word);
        sample.Add([300, 300, 300]);
        Assert.InRange(Map(Stretch.Of(sample, StretchRule.Auto), 300)[0], 120, 136);
    }

    [Fact]
    public void Quantile_OfMoreValuesThanAreKept_IsTheSame() => Gen.Int[1, 3].Sample(
        rounds =>
        {
            ValueSample sample = new(Word);
            for (int i = 0; i < rounds * 200; i++)
            {
                sample.Add([.. Enumerable.Range(1, 10_000).Select(value => (float)value)]);
            }

            Assert.InRange(sample.Quantile(0.02), 190, 210);
            Assert.InRange(sample.Quantile(0.98), 9790, 9810);
            Assert.Equal((1, 10_000), (sample.Smallest, sample.Largest));
        },
        iter: 3);

    [Fact]
    public void Map_AnyRuleAndValues_IsMonotonous() => Gen.Select(
        Gen.Float[-2000, 70_000].Array[1, 200], Gen.Enum<StretchRule>(), Gen.Int[0, 2]
        .Select(i => i == 0 ? new SampleType(16) : i == 1 ? new SampleType(16, IsSigned: true) : new SampleType(32, IsFloat: true))).Sample(
        (values, rule, type) =>
        {
            ValueSample sample = new(type);
            sample.Add(values);
            Array.Sort(values);
            byte[] mapped = Map(Stretch.Of(sample, rule), values);
            Assert.Equal(mapped.Order(), mapped);
        },
        iter: 500);

    private static ValueSample Evenly(SampleType type, double low, double high)
    {
        ValueSample sample = new(type);
        int count = type.IsFloat || high - low > 100_000 ? 5000 : (int)(high - low) + 1;
        sample.Add([.. Enumerable.Range(0, count).Select(i => (float)(low + ((high - low) * i / (count - 1))))]);
        return sample;
    }

    private static byte[] Map(Stretch stretch, params float[] values)
    {
        byte[] mapped = new byte[values.Length];
        stretch.Map(values, mapped);
        return mapped;
    }
}
