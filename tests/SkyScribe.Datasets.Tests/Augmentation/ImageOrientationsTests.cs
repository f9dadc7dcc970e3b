using SkyScribe.Datasets.Augmentation;
using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Tests.Augmentation;

public class ImageOrientationsTests
{
    // A caption that names left or right stays true only of the picture as it is, one with a bottom of the mirrored one too; "vertical" survives all
    // but a quarter turn.
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
    public void CountTrue_CaptionsThatNameADirection_CountsTheOrientationsThatLeaveThemTrue(string caption, int wanted, int expected) =>
        Assert.Equal(expected, ImageOrientations.CountTrue([["a", "road"], caption.Split(' ')], [.. Enumerable.Range(1, wanted)]));

    // Rotations without mirror images are EXIF's 1, 3, 6 and 8.
    [Theory]
    [InlineData("a lake", 4)]
    [InlineData("two vertical roads", 2)]
    [InlineData("trees at the bottom", 1)]
    [InlineData("the left bank", 1)]
    public void CountTrue_RotationsAlone_CountsTheOrientationsThatLeaveThemTrue(string caption, int expected) =>
        Assert.Equal(expected, ImageOrientations.CountTrue([caption.Split(' ')], ImageOrientations.Of(Flips.None, rotations: true)));

    // What a set of orientations must be: with two of its members, also the one that does both; a picture of 2 x 3 pixels tells all eight from each
    // other.
    [Theory]
    [InlineData(Flips.None, false, 1)]
    [InlineData(Flips.Horizontal, false, 2)]
    [InlineData(Flips.Both, false, 4)]
    [InlineData(Flips.None, true, 4)]
    [InlineData(Flips.Horizontal, true, 8)]
    [InlineData(Flips.Both, true, 8)]
    public void Of_EverySetting_IsClosedUnderItsOwnMembers(Flips flips, bool rotations, int count)
    {
        var picture = new RgbImage(2, 3, [.. Enumerable.Range(0, 18).Select(value => (byte)value)]);
        var orientations = ImageOrientations.Of(flips, rotations);
        Assert.Equal(count, orientations.Count);
        string[] shown = [.. orientations.Select(orientation => Text(Upright.Orient(picture, orientation)))];
        Assert.Equal(count, shown.Distinct().Count());
        Assert.Equal(Text(picture), shown[0]);
        Assert.All(orientations,
            first => Assert.All(orientations, second => Assert.Contains(Text(Upright.Orient(Upright.Orient(picture, first), second)), shown)));
    }

    private static string Text(RgbImage image) => $"{image.Width} {Convert.ToHexString(image.Pixels.ToArray())}";
}
