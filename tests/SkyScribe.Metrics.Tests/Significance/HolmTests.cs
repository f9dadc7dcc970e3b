using SkyScribe.Metrics.Significance;

namespace SkyScribe.Metrics.Tests.Significance;

public sealed class HolmTests
{
    // R 4.2: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02
    [Fact]
    public void Adjust_FourTests_EqualsRsPAdjust()
    {
        double[] expected = [0.03, 0.06, 0.06, 0.02], found = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Fact]
    public void Adjust_LargeValues_StayAtMostOne() => Assert.Equal([1, 1, 0.75], Holm.Adjust([0.5, 0.75, 0.25]));

    [Fact]
    public void Adjust_OneTest_IsAsItWas() => Assert.Equal([0.2], Holm.Adjust([0.2]));

    [Fact]
    public void Adjust_None_IsNone() => Assert.Empty(Holm.Adjust([]));
}
