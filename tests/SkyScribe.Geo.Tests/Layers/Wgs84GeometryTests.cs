using SkyScribe.Geo.Layers;

namespace SkyScribe.Geo.Tests.Layers;

public sealed class Wgs84GeometryTests
{
    [Fact]
    public void Polygon_AcrossTheAntimeridian_BecomesTwoThatMeetAtIt()
    {
        var parts = Wgs84Geometry.Of([[(170, 10), (190, 10), (190, 20), (170, 20)]], Wrapped);
        Assert.Equal(2, parts.Count);
        Assert.Equal([(170, 180), (-180, -170)], parts.Select(part => (part[0].Min(place => place.X), part[0].Max(place => place.X))));
        Assert.All(parts, part => Assert.Equal(100, Signed(part[0]), 1e-9));
    }

    [Fact]
    public void Polygon_ThatEndsAtTheAntimeridian_StaysOne() =>
        Assert.Single(Wgs84Geometry.Of([[(170, 10), (180, 10), (180, 20), (170, 20)]], (x, y) => (x, y)));

    [Fact]
    public void Hole_AcrossTheAntimeridian_IsCutWithItsOutline()
    {
        var parts = Wgs84Geometry.Of([[(170, 0), (190, 0), (190, 20), (170, 20)], [(175, 5), (175, 15), (185, 15), (185, 5)]], Wrapped);
        Assert.Equal(400 - 100, parts.Sum(part => part.Sum(Signed)), 1e-9);
    }

    [Fact]
    public void Polygon_AroundThePole_ReachesIt()
    {
        // A square around the north pole in a polar azimuthal view.
        var parts = Wgs84Geometry.Of(
            [[(-1, -1), (1, -1), (1, 1), (-1, 1)]], (x, y) => (Math.Atan2(x, -y) * 180 / Math.PI, 90 - (10 * double.Hypot(x, y))));
        Assert.All(parts, part => Assert.Contains(part[0], place => place.Y == 90));
        Assert.Equal(360, parts.Sum(part => part[0].Max(place => place.X) - part[0].Min(place => place.X)), 1e-6);
    }

    [Fact]
    public void Side_ThatIsACurve_IsFollowed()
    {
        var ring = Assert.Single(Wgs84Geometry.Of([[(0, 0), (10, 0), (10, 1), (0, 1)]], (x, y) => (x, y + (0.1 * x * (10 - x)))))[0];
        Assert.True(ring.Count > 20);
        Assert.Contains(ring, place => place == (5, 2.5));
    }

    [Fact]
    public void Outline_GivenTheOtherWayRound_IsTurned() =>
        Assert.True(Signed(Wgs84Geometry.Of([[(0, 0), (0, 1), (1, 1), (1, 0)]], (x, y) => (x, y))[0][0]) > 0);

    [Fact]
    public void Corner_WithoutAPlace_LeavesNoPolygon() =>
        Assert.Empty(Wgs84Geometry.Of([[(0, 0), (1, 0), (1, 1)]], (x, y) => (x == 1 ? double.NaN : x, y)));

    private static (double, double) Wrapped(double x, double y) => (Math.IEEERemainder(x, 360), y);

    private static double Signed(IReadOnlyList<(double X, double Y)> ring) =>
        ring.Select((from, i) => (from, to: ring[(i + 1) % ring.Count])).Sum(side => (side.from.X * side.to.Y) - (side.to.X * side.from.Y)) / 2;
}
