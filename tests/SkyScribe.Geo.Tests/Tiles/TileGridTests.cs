using CsCheck;
using SkyScribe.Geo.Tiles;

namespace SkyScribe.Geo.Tests.Tiles;

public sealed class TileGridTests
{
    [Fact]
    public void Tiles_OfARasterThatTheyDivide_LieSideBySide()
    {
        var grid = TileGrid.Of(512, 256, 256, 256, 0);
        Assert.Equal((2, 1, 2), (grid.Columns, grid.Rows, grid.Count));
        Assert.Equal(new Geo.Rasters.Window(256, 0, 256, 256), grid[1].Window);
        Assert.Equal(grid[1].Window, grid[1].Owned);
    }

    [Fact]
    public void Raster_SmallerThanATile_IsOneTile() =>
        Assert.Equal(new Geo.Rasters.Window(0, 0, 100, 50), Assert.Single(TileGrid.Of(100, 50, 224, 224, 0.25).All()).Window);

    [Fact]
    public void OwnedParts_OfAnyGrid_CoverTheRasterOnce() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[16, 120], Gen.Double[0, 0.9]).Sample((width, height, tile, overlap) =>
    {
        var grid = TileGrid.Of(width, height, tile, tile, overlap);
        int[] owners = new int[width * height];
        foreach (var one in grid.All())
        {
            Assert.True(one.Owned.Left >= one.Window.Left && one.Owned.Right <= one.Window.Right && one.Owned.Top >= one.Window.Top
                && one.Owned.Bottom <= one.Window.Bottom);
            Assert.True(one.Window.Right <= width && one.Window.Bottom <= height);
            for (int y = one.Owned.Top; y < one.Owned.Bottom; y++)
            {
                for (int x = one.Owned.Left; x < one.Owned.Right; x++)
                {
                    owners[(y * width) + x]++;
                }
            }
        }

        Assert.All(owners, count => Assert.Equal(1, count));
    }, iter: 200);
}

internal static class TileGrids
{
    public static IEnumerable<Tile> All(this TileGrid grid)
    {
        for (long i = 0; i < grid.Count; i++)
        {
            yield return grid[i];
        }
    }
}
