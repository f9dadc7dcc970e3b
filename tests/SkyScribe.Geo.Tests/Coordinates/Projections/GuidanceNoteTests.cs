using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Projections;

namespace SkyScribe.Geo.Tests.Coordinates.Projections;

/// <summary>The worked examples of IOGP Publication 373-7-2 for methods that PROJ 9.1 does not compute, and properties of those that have
/// none.</summary>
public class GuidanceNoteTests
{
    private static readonly Ellipsoid International = new("International 1924", 6378388, 297);

    [Fact]
    public void PolarStereographicC_OfTerreAdelie_IsTheNotesExample()
    {
        MapProjection projection = PolarStereographic.VariantC(International, Degrees(-67), Degrees(140), 300000, 200000);
        (double x, double y) = projection.Forward(Degrees(140, 4, 17.040), -Degrees(66, 36, 18.820));
        Assert.Equal((303169.52, 244055.72), (Math.Round(x, 2), Math.Round(y, 2)));
        AssertInverse(projection, Degrees(140, 4, 17.040), -Degrees(66, 36, 18.820));
    }

    [Fact]
    public void LambertConicNearConformal_OfTheLevant_IsTheNotesExample()
    {
        var projection = new LambertConicNearConformal(
            new Ellipsoid("Clarke 1880 (IGN)", 6378249.2, 293.4660213), Degrees(34, 39, 0), Degrees(37, 21, 0), 0.9996256, 300000, 300000);
        (double x, double y) = projection.Forward(Degrees(34, 8, 11.291), Degrees(37, 31, 17.625));

        // The note breaks its series off at the cube; the meridian's length here has more terms.
        Assert.Equal(15707.96, x, 0.05);
        Assert.Equal(623165.96, y, 0.05);
        AssertInverse(projection, Degrees(34, 8, 11.291), Degrees(37, 31, 17.625));
    }

    [Fact]
    public void LambertConicConformal_WestOrientated_MirrorsTheEastOrientated()
    {
        MapProjection east = LambertConicConformal.OneParallel(International, Degrees(65), Degrees(-19), 1, 500000, 500000);
        MapProjection west = LambertConicConformal.OneParallel(International, Degrees(65), Degrees(-19), 1, 500000, 500000, westOrientated: true);
        (double x, double y) = east.Forward(Degrees(-22), Degrees(64));
        Assert.Equal((1000000 - x, y), west.Forward(Degrees(-22), Degrees(64)));
        AssertInverse(west, Degrees(-22), Degrees(64));
    }

    [Fact]
    public void Bonne_SouthOrientated_MirrorsBothAxes()
    {
        var ellipsoid = new Ellipsoid("Bessel 1841", 6377397.155, 299.1528128);
        var north = new Bonne(ellipsoid, Degrees(39, 40, 0), Degrees(-8), 0, 0, southWest: false);
        var south = new Bonne(ellipsoid, Degrees(39, 40, 0), Degrees(-8), 0, 0, southWest: true);
        (double x, double y) = north.Forward(Degrees(-7), Degrees(41));
        Assert.Equal((-x, -y), south.Forward(Degrees(-7), Degrees(41)));
        AssertInverse(south, Degrees(-7), Degrees(41));
        // echo "-7 41" | proj +proj=bonne +lat_1=39d40 +lon_0=-8 +ellps=bessel
        Assert.Equal((84123.32, 148507.16), (Math.Round(x, 2), Math.Round(y, 2)));
    }

    [Theory]
    [InlineData(0.9, 0.3)]
    [InlineData(-1.2, -0.7)]
    [InlineData(3.0, 1.1)]
    public void WorldMaps_ThereAndBack_GiveTheSamePlace(double longitude, double latitude)
    {
        var wgs84 = new Ellipsoid("WGS 84", 6378137, 298.257223563);
        foreach (MapProjection projection in (MapProjection[])
        [
            new Sinusoidal(wgs84, 0, 0, 0), new Mollweide(6378137, 0, 0, 0), new EqualEarth(wgs84, 0, 0, 0),
            new CylindricalEqualArea(wgs84, 0.5, 0, 0, 0),
            new EquidistantCylindrical(6371007, 0, 0, 0, 0), Mercator.VariantA(wgs84, 0, 1, 0, 0), Mercator.VariantB(wgs84, 0.5, 0, 0, 0, 0.2),
        ])
        {
            AssertInverse(projection, longitude, latitude);
        }
    }

    [Fact]
    public void WorldMaps_BesideTheWorld_HaveNoPlace()
    {
        var wgs84 = new Ellipsoid("WGS 84", 6378137, 298.257223563);
        Assert.All((MapProjection[])[new Sinusoidal(wgs84, 0, 0, 0), new Mollweide(6378137, 0, 0, 0), new EqualEarth(wgs84, 0, 0, 0)], projection =>
        {
            Assert.True(double.IsNaN(projection.Inverse(17e6, 8e6).Longitude));
            Assert.True(double.IsNaN(projection.Inverse(0, 12e6).Latitude));
        });
    }

    private static double Degrees(double degrees, double minutes = 0, double seconds = 0) =>
        (degrees + (minutes / 60) + (seconds / 3600)) * Math.PI / 180;

    private static void AssertInverse(MapProjection projection, double longitude, double latitude)
    {
        (double x, double y) = projection.Forward(longitude, latitude);
        (double l, double p) = projection.Inverse(x, y);
        Assert.Equal(longitude, l, 1e-10);
        Assert.Equal(latitude, p, 1e-10);
    }
}
