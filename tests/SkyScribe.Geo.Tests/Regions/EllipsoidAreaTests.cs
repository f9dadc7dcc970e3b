using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Regions;

namespace SkyScribe.Geo.Tests.Regions;

public sealed class EllipsoidAreaTests
{
    // The whole of WGS 84 has 510,065,621.724 square kilometres (NIMA TR8350.2 gives its authalic radius as 6,371,007.1809 m).
    [Fact]
    public void Area_OfAHundredthOfTheBandsOfTheEarth_AddsUpToTheWholeOfIt()
    {
        double total = 0;
        for (int latitude = -90; latitude < 90; latitude += 10)
        {
            total += 36 * EllipsoidArea.Of([(0, latitude), (0, latitude + 10), (10, latitude + 10), (10, latitude)]);
        }

        Assert.Equal(4 * Math.PI * 6371007.1809 * 6371007.1809, total, 4e7);
    }

    [Fact]
    public void Area_AcrossTheAntimeridian_IsThatOfTheShortWay() =>
        Assert.Equal(EllipsoidArea.Of([(0, 10), (0, 11), (1, 11), (1, 10)]), EllipsoidArea.Of([(179.5, 10), (179.5, 11), (-179.5, 11), (-179.5, 10)]),
        1.0);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Area_AroundAPole_IsThatOfTheCap(int side)
    {
        double cap = 36 * EllipsoidArea.Of([(0, 80), (0, 90), (10, 90), (10, 80)]);
        (double, double)[] around = [.. Enumerable.Range(0, 36).Select(i => ((i * 10.0) - 175, side * 80.0))];
        Assert.Equal(cap, EllipsoidArea.Of(around), 1.0);
        Assert.Equal(cap, EllipsoidArea.Of([.. around.Reverse()]), 1.0);
    }

    // An equal-area projection gives the area of a square around the pole, and of one beside it, by another way.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(300_000, -200_000)]
    public void Area_OfASquareOfAnEqualAreaMap_IsItsSide(double x, double y)
    {
        var transform = CoordinateTransform.Find(EpsgTable.Find(6931)!, out _)!;
        const int Parts = 200;
        const double Side = 100_000;
        List<(double, double)> places = [];
        (double X, double Y)[] corners = [
            (x - (Side / 2), y - (Side / 2)), (x + (Side / 2), y - (Side / 2)), (x + (Side / 2), y + (Side / 2)), (x - (Side / 2), y + (Side / 2))];
        for (int i = 0; i < 4 * Parts; i++)
        {
            var (from, to) = (corners[i / Parts], corners[((i / Parts) + 1) % 4]);
            double share = (double)(i % Parts) / Parts;
            double[] xs = [from.X + (share * (to.X - from.X))], ys = [from.Y + (share * (to.Y - from.Y))];
            transform.ToWgs84(xs, ys);
            places.Add((xs[0], ys[0]));
        }

        Assert.Equal(1, EllipsoidArea.Of(places) / (Side * Side), 1e-4);
    }
}
