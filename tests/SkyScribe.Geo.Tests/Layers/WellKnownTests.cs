using SkyScribe.Geo.Layers;

namespace SkyScribe.Geo.Tests.Layers;

public sealed class WellKnownTests
{
    private static readonly IReadOnlyList<IReadOnlyList<(double X, double Y)>> Square =
        [[(0, 0), (4, 0), (4, 4.5), (0, 4)], [(1, 1), (1, 2), (2, 2)]];

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        Assert.Equal([Square], WellKnownText.Read(WellKnownText.Polygon(Square)));
        Assert.Equal([Square], WellKnownBinary.Read("a", WellKnownBinary.Polygon(Square)));
        Assert.Equal([Square, Square], WellKnownBinary.Read("a", WellKnownBinary.Polygons([Square, Square])));
    }

    // As PostGIS and GDAL write them: ISO's z, EWKB with a system's number, big-endian.
    [Theory]
    [InlineData("01EB0300000100000004000000000000000000000000000000000000000000000000001C40000000000000F03F00000000000000000000000000001C40000000000000F03F000000000000F03F0000000000001C40000000000000000000000000000000000000000000001C40")]
    [InlineData("0103000020E6100000010000000400000000000000000000000000000000000000000000000000F03F0000000000000000000000000000F03F000000000000F03F00000000000000000000000000000000")]
    [InlineData("00000000030000000100000004000000000000000000000000000000003FF000000000000000000000000000003FF00000000000003FF000000000000000000000000000000000000000000000")]
    public void Binary_InOtherForms_GivesItsFirstTwoOrdinates(string hex)
    {
        IReadOnlyList<(double X, double Y)> triangle = [(0, 0), (1, 0), (1, 1)];
        Assert.Equal([[triangle]], WellKnownBinary.Read("a", Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", 2)]
    [InlineData("polygon((0 0,1 0,1 1,0 0))", 1)]
    [InlineData("POLYGON Z ((0 0 7, 1 0 7, 1 1 7, 0 0 7))", 1)]
    [InlineData("POLYGON EMPTY", 0)]
    [InlineData("POINT (1 2)", 0)]
    public void Text_OfPolygons_IsRead(string text, int polygons) => Assert.Equal(polygons, WellKnownText.Read(text).Count);

    [Theory]
    [InlineData("POLYGON (")]
    [InlineData("POLYGON ((0 0, 1))")]
    [InlineData("POLYGON ((a b, 1 2))")]
    [InlineData("MULTIPOLYGON (((0 0, 1 0))")]
    [InlineData("POLYGON ()")]
    public void Text_ThatIsDamaged_IsRefused(string text) => Assert.Throws<FormatException>(() => WellKnownText.Read(text));

    [Fact]
    public void Binary_ThatClaimsMoreThanItHasOrNests_IsRefused()
    {
        byte[] polygon = WellKnownBinary.Polygon(Square);
        polygon[12] = 0x7F;   // two thousand million rings
        Assert.Throws<GeoException>(() => WellKnownBinary.Read("a", polygon));
        byte[] nested = [.. Enumerable.Repeat<byte[]>([1, 7, 0, 0, 0, 1, 0, 0, 0], 200_000).SelectMany(part => part)];   // collections of collections
        Assert.Empty(WellKnownBinary.Read("a", nested));
        byte[] many = [1, 6, 0, 0, 0, 1, 0, 0, 0, .. nested];
        Assert.Throws<GeoException>(() => WellKnownBinary.Read("a", many));
    }
}
