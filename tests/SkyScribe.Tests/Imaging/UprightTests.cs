using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public class UprightTests
{
    /// <summary>EXIF's wording of the eight values: where the stored first row and first column are in the shown picture.</summary>
    private static readonly (string Row, string Column)[] Meaning =
    [
        ("top", "left"), ("top", "right"), ("bottom", "right"), ("bottom", "left"), ("left", "top"), ("right", "top"), ("right", "bottom"),
        ("left", "bottom"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Turn_Orientation_PutsRowsWhereExifSays(int orientation)
    {
        RgbImage stored = Some.Image(5, 3, seed: 1);
        CheckTurned(stored, Upright.Orient(stored, orientation), orientation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-1)]
    public void Turn_UnknownOrientation_LeavesThePicture(int orientation)
    {
        RgbImage stored = Some.Image(5, 3, seed: 1);
        Assert.Same(stored, Upright.Orient(stored, orientation));
    }

    internal static void CheckTurned(RgbImage stored, RgbImage shown, int orientation, int tolerance = 0)
    {
        (string row, string column) = Meaning[orientation - 1];
        bool rowsAreColumns = row is "left" or "right";
        Assert.Equal(rowsAreColumns ? (stored.Height, stored.Width) : (stored.Width, stored.Height), (shown.Width, shown.Height));
        for (int r = 0; r < stored.Height; r++)
        {
            for (int c = 0; c < stored.Width; c++)
            {
                int x = Place(rowsAreColumns ? row : column, rowsAreColumns ? r : c, shown.Width);
                int y = Place(rowsAreColumns ? column : row, rowsAreColumns ? c : r, shown.Height);
                for (int k = 0; k < 3; k++)
                {
                    Assert.InRange(Math.Abs(stored.Pixels[(3 * ((r * stored.Width) + c)) + k] - shown.Pixels[(3 * ((y * shown.Width) + x)) + k]), 0,
                        tolerance);
                }
            }
        }
    }

    private static int Place(string edge, int distance, int size) => edge is "right" or "bottom" ? size - 1 - distance : distance;
}
