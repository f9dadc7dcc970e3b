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
    public void SignalsOf_FarFromAll_IsBounded() =>
        Assert.Equal([-0.5, -1, 5, 10], CaptionTrust.SignalsOf(new Caption("river", -1, [], [new CaptionText("road", -40)]), 1000));
}
