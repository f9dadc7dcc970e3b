using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Tests.Augmentation;

public class ImageOrientationsTests
{
    // A caption that names left or right stays true only of the picture as it is, one with a bottom of the mirrored one too; "vertical" survives all but a quarter turn.
    [Theory]
    [InlineData("a plane beside a terminal", 8, 8)]
    [InlineData("a plane beside a terminal", 1, 1)]
    [InlineData("a lake to the left of the road", 2, 1)]
    [InlineData("a lake to the left of the road", 8, 1)]
    [InlineData("the western bank", 2, 1)]
    [InlineData("two roads vertical to each other", 2, 2)]
    [InlineData("two roads vertical to each other", 4, 4)]
    [InlineData("two roads vertical to each other", 8, 4)]
    [InlineData("trees at the bottom", 2, 2)]
    [InlineData("trees at the bottom", 8, 2)]
    [InlineData("the northwestern corner", 4, 1)]
    [InlineData("a bright roof", 8, 8)]
    public void Of_CaptionsThatNameADirection_AllowTheTurnsThatLeaveThemTrue(string caption, int wanted, int expected) =>
        Assert.Equal(expected, ImageOrientations.Of([["a", "road"], caption.Split(' ')], wanted));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    public void Validate_AnotherCount_NamesTheSetting(int count) =>
        Assert.Contains($"Data.Orientations is {count}", Assert.Throws<OptionException>(() => ImageOrientations.Validate(count, "Data.Orientations")).Message, StringComparison.Ordinal);
}
