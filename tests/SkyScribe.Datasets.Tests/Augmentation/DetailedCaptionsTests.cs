using SkyScribe.Datasets.Augmentation;

namespace SkyScribe.Datasets.Tests.Augmentation;

/// <summary>Detailed captions join two captions of which each names something that the other does not.</summary>
public sealed class DetailedCaptionsTests
{
    [Fact]
    public void Of_TwoThatComplementEachOther_JoinsThemTheFullerOneFirst() => Assert.Equal(
        ["a white plane is on the runway and some cars are near a building"],
        Made(3, 30, "some cars are near a building", "a white plane is on the runway"));

    [Fact]
    public void Of_CaptionsThatNameTheSame_MakesNone() => Assert.Empty(
        Made(3, 30, "many green trees are near a river", "a river is near many green trees", "many green trees are near a river"));

    [Fact]
    public void Of_OneThatNamesAPartOfTheOther_MakesNone() => Assert.Empty(Made(3, 30, "there is a river", "a bridge is over a river"));

    [Fact]
    public void Of_SeveralPairs_TakesThoseThatSayMost()
    {
        string[] made = Made(1, 30, "a road", "a green lawn", "two white boats are on the blue water");

        Assert.Equal(["two white boats are on the blue water and a green lawn"], made);
    }

    [Fact]
    public void Of_PairsThatAreTooLong_AreLeftOut()
    {
        Assert.Single(Made(3, 7, "a road is here", "a lawn"));
        Assert.Empty(Made(3, 6, "a road is here", "a lawn"));
    }

    [Fact]
    public void Of_OneCaption_MakesNone() => Assert.Empty(Made(3, 30, "a road"));

    private static string[] Made(int most, int maxWords, params string[] captions) =>
        [.. DetailedCaptions.Of([.. captions.Select(caption => caption.Split(' '))], most, maxWords).Select(words => string.Join(' ', words))];
}
