using SkyScribe.Training.Data;

namespace SkyScribe.Training.Tests.Data;

public class ImageOrientationsTests
{
    // A caption that names a side stays true only of the picture as it is; "vertical" survives a mirror, not a quarter turn.
    [Theory]
    [InlineData("a plane beside a terminal", 8, 8)]
    [InlineData("a plane beside a terminal", 1, 1)]
    [InlineData("a lake to the left of the road", 2, 1)]
    [InlineData("a lake to the left of the road", 8, 1)]
    [InlineData("the western bank", 2, 1)]
    [InlineData("two roads vertical to each other", 2, 2)]
    [InlineData("two roads vertical to each other", 8, 1)]
    [InlineData("trees at the bottom", 4, 1)]
    [InlineData("a bright roof", 8, 8)]
    public void Of_CaptionsThatNameADirection_KeepTheImageUpright(string caption, int wanted, int expected) =>
        Assert.Equal(expected, ImageOrientations.Of([["a", "road"], caption.Split(' ')], wanted));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    public void Validate_AnotherCount_NamesTheSetting(int count) =>
        Assert.Contains($"Data.Orientations is {count}", Assert.Throws<ArgumentException>(() => ImageOrientations.Validate(count, "Data.Orientations")).Message, StringComparison.Ordinal);
}
