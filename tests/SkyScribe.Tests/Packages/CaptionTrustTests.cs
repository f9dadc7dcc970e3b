using SkyScribe.Packages;

namespace SkyScribe.Tests.Packages;

public sealed class CaptionTrustTests
{
    [Fact]
    public void SignalsOf_ThreeWordsAndASecondCaption_AreTheFourNumbers()
    {
        var caption = new Caption("a wide river", -2, [], [new CaptionText("a river", -3.5), new CaptionText("a road", -9)]);
        Assert.Equal([-2.0 / 4, -2, 1.5, 0.75], CaptionTrust.SignalsOf(caption, 0.75));   // three words and the end have a probability each
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("river", 2)]
    public void SignalsOf_NoSecondCaption_HasNoLead(string text, int probabilities) =>
        Assert.Equal([-3.0 / probabilities, -3, 0, 0], CaptionTrust.SignalsOf(new Caption(text, -3, [], []), 0));

    [Fact]
    public void Confidence_OfSignals_IsTheLogisticFunctionOfTheirWeightedSum()
    {
        double logit = 0.5 + (1 * -0.5) + (2 * -1.5) + (3 * 0.25) + (4 * 0.75);
        Assert.Equal(1 / (1 + Math.Exp(-logit)), Trust().Confidence([-0.5, -1.5, 0.25, 0.75]), 1e-15);
    }

    [Fact]
    public void IsOutOfDomain_AtTheLimit_IsNot()
    {
        Assert.False(Trust().IsOutOfDomain(1.25));
        Assert.True(Trust().IsOutOfDomain(Math.BitIncrement(1.25)));
    }

    // Two channels of two regions: means 2 and 0, standard deviations 1 and 3; their root mean square is sqrt(14 / 4).
    [Fact]
    public void Descriptor_TwoChannels_AreMeansAndDeviationsOfACommonSize()
    {
        double size = Math.Sqrt(14.0 / 4);
        float[] found = CaptionTrust.Descriptor([1, 3, -3, 3], 2);
        Assert.All(new[] { 2 / size, 0, 1 / size, 3 / size }.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.All(CaptionTrust.Descriptor([0, 0, 0, 0], 2), value => Assert.Equal(0, value));
    }

    // Off by 4 along a direction with a deviation of 2, and by 3 across it, where all have one of 0.5.
    [Fact]
    public void Distance_AlongAndAcrossADirection_CountsEachInItsDeviations()
    {
        double found = CaptionTrust.Distance([5, 3], [1, 0], [0.5f, 0], 0.5);
        Assert.Equal(Math.Sqrt(((2 * 2) + (6 * 6)) / 2.0), found, 1e-12);
        Assert.Equal(0, CaptionTrust.Distance([1, 0], [1, 0], [0.5f, 0], 0.5));
    }

    [Fact]
    public void SignalsOf_FarFromAll_IsBounded() =>
        Assert.Equal([-0.5, -1, 5, 10], CaptionTrust.SignalsOf(new Caption("river", -1, [], [new CaptionText("road", -40)]), 1000));

    // What is left across the direction is then a rounding error, of either sign.
    [Fact]
    public void Distance_PointsOnADirection_IsANumber() => Assert.All(
        Enumerable.Range(1, 200), step =>
        Assert.True(double.IsFinite(CaptionTrust.Distance([0.3f * step, 0.7f * step, 0.1f * step], [0, 0, 0], [0.3f, 0.7f, 0.1f], 1e-12))));

    private static CaptionTrust Trust() => new(
        new TrustCalibration { Meaning = "right", ConfidenceWeights = [0.5, 1, 2, 3, 4], RestDeviation = 0.5, DistanceLimit = 1.25 }, [0, 0], [1, 0]);
}
