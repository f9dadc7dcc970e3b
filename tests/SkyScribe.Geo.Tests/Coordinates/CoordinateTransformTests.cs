using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.Geo.Tests.Coordinates.Formats;

namespace SkyScribe.Geo.Tests.Coordinates;

public class CoordinateTransformTests
{
    [Fact]
    public void ToWgs84_OutsideOfWhatTheProjectionHas_IsNotANumber()
    {
        double[] x = [0, 5e9, double.NaN, 20e6], y = [0, 0, 0, 20e6];
        Assert.Equal(3, Of(3035).ToWgs84(x, y));   // an azimuthal map ends at the antipode
        Assert.True(double.IsFinite(x[0]) && double.IsNaN(x[1]) && double.IsNaN(y[2]) && double.IsNaN(y[3]));
    }

    [Fact]
    public void ToWgs84_BesideTheWorldInTheWebMap_IsTheSamePlaceOfTheNextCopy()
    {
        double[] x = [20037508.342789244 + 1113194.907932736], y = [0];
        Assert.Equal(0, Of(3857).ToWgs84(x, y));
        Assert.Equal(-170, x[0], 1e-9);
    }

    [Fact]
    public void ToWgs84_AcrossThe180thMeridian_WrapsLongitudes()
    {
        double[] x = [500000 - 1e5, 500000 + 3.4e5], y = [7e6, 7e6];
        Assert.Equal(0, Of(32660).ToWgs84(x, y));
        Assert.True(x[0] is > 174 and < 177 && x[1] is < -175 and > -180, $"{x[0]} {x[1]}");
    }

    [Fact]
    public void ToWgs84_OfGeographicDegreesBeyondThePole_IsNotANumber()
    {
        double[] x = [10, 10, 190], y = [50, 91, 50];
        Assert.Equal(1, Of(4326).ToWgs84(x, y));
        Assert.Equal((10, 50, -170), (Math.Round(x[0], 12), Math.Round(y[0], 12), Math.Round(x[2], 12)));
    }

    [Fact]
    public void ToWgs84_AtThePoleOfAPolarMap_HasThePolesLatitude()
    {
        double[] x = [0], y = [0];
        Assert.Equal(0, Of(3031).ToWgs84(x, y));
        Assert.Equal(-90, y[0], 1e-9);
    }

    [Theory]
    [InlineData(32633)]
    [InlineData(2154)]
    [InlineData(3035)]
    [InlineData(2056)]
    [InlineData(27572)]
    [InlineData(5514)]
    [InlineData(3413)]
    [InlineData(4807)]
    public void FromWgs84_AndBack_IsTheSamePlaceToATenthOfAMillimetre(int code)
    {
        CoordinateTransform transform = Of(code);
        GeographicArea area = transform.System.AreaOfUse!.Value;
        double longitude = (area.West + area.East) / 2, latitude = (area.South + area.North) / 2;
        double[] x = [longitude], y = [latitude];
        transform.FromWgs84(x, y);
        transform.ToWgs84(x, y);
        Assert.Equal(longitude, x[0], 1e-9);
        Assert.Equal(latitude, y[0], 1e-9);
    }

    [Fact]
    public void ToWgs84_OfManyPlaces_AllocatesNothing()
    {
        CoordinateTransform transform = Of(31467);
        double[] x = new double[10_000], y = new double[10_000];
        Fill();
        transform.ToWgs84(x, y);
        Fill();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int outside = transform.ToWgs84(x, y);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((0, 0L), (outside, allocated));

        void Fill()
        {
            Array.Fill(x, 3_500_000);
            Array.Fill(y, 5_400_000);
        }
    }

    [Fact]
    public void Accuracy_IsCarriedFromTheDatum()
    {
        Assert.Equal(0.01, Of(32633).AccuracyMetres);
        Assert.InRange(Of(31467).AccuracyMetres!.Value, 1, 10);        // DHDN
        Assert.Contains("OSGB36 to WGS 84", Of(27700).Method, StringComparison.Ordinal);
        Assert.InRange(Of(27700).AccuracyMetres!.Value, 2, 10);
        CoordinateTransform xian = Of(2379);                           // nobody publishes parameters for Xian 1980
        Assert.Equal(ShiftOrigin.Unknown, xian.Shift.Origin);
        Assert.True(xian.AccuracyMetres > 100);
    }

    [Fact]
    public void Find_OnWhatProgramsDoNotAgree_Refuses()
    {
        foreach (int code in (int[])[4087, 31300, 9311, 32662])
        {
            Assert.Null(CoordinateTransform.Find(EpsgTable.Find(code)!, out string? refusal));
            Assert.Contains("map projection", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MetresPerUnit_OfFeetAndDegrees_IsTheirLength()
    {
        Assert.Equal(1200.0 / 3937, EpsgTable.Find(2263)!.MetresPerUnit(200000).X, 1e-12);
        (double x, double y) = CoordinateSystem.Wgs84.MetresPerUnit(60);
        Assert.Equal(55800.0, x, 1.0);     // a degree of longitude and of latitude at 60 degrees north
        Assert.Equal(111412.3, y, 1.0);
    }

    [Fact]
    public void Reference_OfARefusedSystem_SaysWhyAndWhatToDo()
    {
        CoordinateReference reference = CoordinateReference.Read(
            "a.tif", null, SomeWkt.OnDatum("""DATUM["our village",SPHEROID["Bessel 1841",6377397.155,299.1528128]]"""), null)!;
        Assert.NotNull(reference.Wkt);
        Assert.True(reference.Transform is not null || reference.Refusal!.Contains("our village", StringComparison.Ordinal), reference.Refusal);
        Assert.Null(CoordinateReference.Read("a.tif", null, null, null));
        Assert.Equal("EPSG:32633 (WGS 84 / UTM zone 33N)", CoordinateReference.Read("a.tif", null, null, 32633)!.Name);
    }

    [Fact]
    public void InstalledProj_OfASystemThatIsComputedHere_AgreesWithIt()
    {
        if (!LibProj.IsInstalled)
        {
            Assert.Skip("needs an installed PROJ");
        }

        using LibProj proj = LibProj.Find("EPSG:25833")!;
        double[] x = [400000, 1e30], y = [5800000, 0], ourX = [400000], ourY = [5800000];
        Assert.Equal(1, proj.ToWgs84(x, y));
        Of(25833).ToWgs84(ourX, ourY);
        Assert.Equal(ourX[0], x[0], 1e-9);
        Assert.Equal(ourY[0], y[0], 1e-9);
        Assert.Null(LibProj.Find("no system"));
    }

    private static CoordinateTransform Of(int code) => CoordinateTransform.Find(EpsgTable.Find(code)!, out _)!;
}
