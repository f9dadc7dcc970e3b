using CsCheck;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates.Formats;

public class WktReaderTests
{
    [Fact]
    public void Read_OfAGridOfItsOwn_KeepsTheTextAndFindsTheDatum()
    {
        CoordinateSystem system = WktReader.Read(SomeWkt.Utm33, "a.prj");
        Assert.Equal(SomeWkt.Utm33, system.Verbatim);
        Assert.Equal("my grid", system.Name);
        Assert.Null(system.EpsgCode);
        Assert.Equal(DatumShift.None, system.Shift);
        AssertPlace(system, 500000, 0, 15, 0);
    }

    [Fact]
    public void Read_OfWgs84_IsWgs84()
    {
        Assert.True(WktReader.Read(SomeWkt.Wgs84, "a.prj").IsWgs84);
        Assert.True(WktReader.Read(
            """GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""", "a.prj").IsWgs84);
        Assert.True(WktReader.Read("""
            GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["World Geodetic System 1984 (G2139)"],ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]],
            ENSEMBLEACCURACY[2.0]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1],
            ANGLEUNIT["degree",0.0174532925199433]],AXIS["geodetic longitude (Lon)",east,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]
            """, "a.prj").IsWgs84);
    }

    [Fact]
    public void Read_OfAnUnknownDatum_IsRefusedForPlaces()
    {
        CoordinateSystem system =
            WktReader.Read(SomeWkt.OnDatum("""DATUM["our village",SPHEROID["Bessel 1841",6377397.155,299.1528128]]"""), "a.prj");
        Assert.Null(CoordinateTransform.Find(system, out string? refusal));
        Assert.Contains("our village", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfADatumWithAnotherEllipsoidThanItsName_IsRefusedForPlaces() =>
        Assert.Null(WktReader.Read(SomeWkt.OnDatum("""DATUM["WGS_1984",SPHEROID["Bessel 1841",6377397.155,299.1528128]]"""), "a.prj").Shift);

    [Fact]
    public void Read_OfStatedParameters_UsesThemWithoutAnAccuracy()
    {
        CoordinateSystem system = WktReader.Read(SomeWkt.OnDatum(
            """DATUM["our village",SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[598.1,73.7,418.2,0.202,0.045,-2.455,6.7]]"""), "a.prj");
        Assert.Equal(new DatumShift("as the file states it", ShiftOrigin.StatedByFile, null, new HelmertParameters(
            598.1, 73.7, 418.2, 0.202, 0.045, -2.455, 6.7)), system.Shift);

        // EPSG publishes the same parameters for DHDN, so that their accuracy is known.
        CoordinateSystem known = WktReader.Read(SomeWkt.OnDatum("""
            DATUM["Deutsches_Hauptdreiecksnetz",SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[598.1,73.7,418.2,0.202,0.045,-2.455,6.7]]
            """.Trim()), "a.prj");
        Assert.Equal(ShiftOrigin.Published, known.Shift!.Origin);
        Assert.NotNull(known.Shift.AccuracyMetres);
    }

    [Fact]
    public void Read_OfABoundSystem_UsesItsParameters()
    {
        string text = $"""
            BOUNDCRS[SOURCECRS[{SomeWkt.OnDatum("""DATUM["our village",SPHEROID["Bessel 1841",6377397.155,299.1528128]]""")}],TARGETCRS[{SomeWkt.Wgs84}],
            ABRIDGEDTRANSFORMATION["to WGS 84",METHOD["Coordinate Frame rotation (geog2D domain)",ID["EPSG",9607]],PARAMETER["X-axis translation",598.1],PARAMETER["Y-axis translation",73.7],
            PARAMETER["Z-axis translation",418.2],PARAMETER["X-axis rotation",-0.202],PARAMETER["Y-axis rotation",-0.045],PARAMETER["Z-axis rotation",2.455],
            PARAMETER["Scale difference",1.0000067]]]
            """;
        HelmertParameters h = WktReader.Read(text, "a.prj").Shift!.Parameters;
        Assert.Equal((598.1, 0.202, 0.045, -2.455), (h.Dx, h.Rx, h.Ry, h.Rz));
        Assert.Equal(6.7, h.Scale, 1e-6);
    }

    [Fact]
    public void Read_OfAPublishedDefinitionWithoutItsCode_HasTheShiftOfItsArea()
    {
        const string Esri = """
            PROJCS["NAD_1927_UTM_Zone_15N",GEOGCS["GCS_North_American_1927",DATUM["D_North_American_1927",SPHEROID["Clarke_1866",6378206.4,294.978698213898]],PRIMEM["Greenwich",0.0],
            UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-93.0],
            PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
            """;
        CoordinateSystem system = WktReader.Read(Esri, "a.prj");
        Assert.Equal(EpsgTable.Find(26715)!.Shift, system.Shift);
        Assert.True(system.Shift!.AccuracyMetres < EpsgTable.Find(4267)!.Shift!.AccuracyMetres);
        // no grid of EPSG's
        Assert.Equal(EpsgTable.Find(4267)!.Shift, WktReader.Read(Esri.Replace("-93.0", "-93.5", StringComparison.Ordinal), "a.prj").Shift);
    }

    [Fact]
    public void Read_OfACompound_TakesThePlaces()
    {
        CoordinateSystem system =
            WktReader.Read($"""COMPD_CS["with heights",{SomeWkt.Utm33},VERT_CS["heights",VERT_DATUM["sea",2005],UNIT["metre",1]]]""", "a.prj");
        AssertPlace(system, 500000, 0, 15, 0);
    }

    [Theory]
    [InlineData("""PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0]""", "WGS_1984_Web_Mercator_Auxiliary_Sphere")]
    [InlineData("""PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0]""", "WGS 84 / Pseudo-Mercator")]
    [InlineData("""PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],AUTHORITY["EPSG","3857"]""", "any name")]
    [InlineData("""PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0.0 +lon_0=0.0 +nadgrids=@null +wktext +no_defs"]""", "any name")]
    public void Read_OfTheWebMapsProjection_IsThePseudoMercatorInEveryWriting(string projection, string name) =>
        // cs2cs EPSG:4326 EPSG:3857
        AssertPlace(WktReader.Read(SomeWkt.Projected(projection, name), "a.prj"), 1113194.907932736, 6446275.841017158, 10, 50);

    [Fact]
    public void Read_OfMercatorOnTheEllipsoid_IsNotThePseudoMercator() =>
        AssertPlace(
            WktReader.Read(SomeWkt.Projected(
            """PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0]"""), "a.prj"),
            1113194.907932736, 6413524.594163945, 10, 50);   // cs2cs EPSG:4326 EPSG:3395

    [Fact]
    public void Read_OfAnotherExtension_IsRefusedForPlaces() =>
        AssertRefused(
        """PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],EXTENSION["PROJ4","+proj=gstmerc +lat_0=0"]""");

    [Theory]
    [InlineData("""PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["twist",3]""")]
    [InlineData("""PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0]""")]
    [InlineData("""PROJECTION["Lambert_Conformal_Conic"],PARAMETER["latitude_of_origin",40],PARAMETER["central_meridian",15],PARAMETER["standard_parallel_1",30],PARAMETER["scale_factor",1]""")]
    [InlineData("""PROJECTION["Equirectangular"],PARAMETER["standard_parallel_1",0],PARAMETER["central_meridian",0]""")]
    [InlineData("""PROJECTION["Stereographic"],PARAMETER["latitude_of_origin",40],PARAMETER["central_meridian",15],PARAMETER["scale_factor",1]""")]
    [InlineData("""PROJECTION["Winkel_Tripel"],PARAMETER["central_meridian",0]""")]
    public void Read_OfAProjectionThatIsNotUnderstoodToTheLastParameter_IsRefusedForPlaces(string projection) => AssertRefused(projection);

    [Fact]
    public void Read_OfFeet_MeasuresFalseOriginsInFeet()
    {
        string text = SomeWkt.Utm33.Replace("""UNIT["metre",1]]""", """UNIT["US survey foot",0.304800609601219]]""", StringComparison.Ordinal);
        CoordinateSystem system = WktReader.Read(text, "a.prj");
        Assert.Equal(0.304800609601219, system.UnitInMetres);
        AssertPlace(system, 500000, 0, 15, 0);
    }

    [Fact]
    public void Read_OfACodeWhoseDefinitionIsAnother_DropsTheCode()
    {
        string text = SomeWkt.Utm33.Replace("""UNIT["metre",1]]""", """UNIT["metre",1],AUTHORITY["EPSG","32633"]]""", StringComparison.Ordinal);
        Assert.Equal(32633, WktReader.Read(text, "a.prj").EpsgCode);
        Assert.Null(WktReader.Read(text.Replace("0.9996", "0.9999", StringComparison.Ordinal), "a.prj").EpsgCode);
    }

    [Fact]
    public void Read_OfModis_TakesTheSphereAndSaysHowFarOff()
    {
        CoordinateSystem system = WktReader.Read(SomeWkt.Modis, "a.prj");
        AssertPlace(system, 5559752.598333, 5003777.338500, 70.710678, 45);   // 45 and 50 degrees of arc on the sphere; 50 / cos 45 = 70.710678
        Assert.True(system.Shift!.AccuracyMetres > 0);
    }

    [Theory]
    [InlineData("""GEOGCS["Moon 2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]""", "Moon 2000")]
    [InlineData("""GEOGCS["Mars 2000",DATUM["D_Mars_2000",SPHEROID["Mars_2000_IAU_IAG",3396190.0,169.89444722361179]],PRIMEM["Reference_Meridian",0],UNIT["Degree",0.0174532925199433]]""", "Mars 2000")]
    [InlineData("""GEOGCS["Venus 2000",DATUM["D_Venus_2000",SPHEROID["Venus_2000_IAU_IAG",6051800.0,0.0]],PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]""", "Venus 2000")]
    public void Read_OfAnotherPlanet_IsAnErrorThatNamesIt(string text, string name) =>
        Assert.Contains(name, Assert.Throws<GeoException>(() => WktReader.Read(text, "a.prj")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("PROJCS")]
    [InlineData("PROJCS[")]
    [InlineData("PROJCS[]")]
    [InlineData("PROJCS[\"a\"")]
    [InlineData("PROJCS[\"a")]
    [InlineData("PROJCS[\"a\"]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\"]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",0,0]]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",NaN,1e999]]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,1]]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,298]],UNIT[\"degree\",0]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,298]],PRIMEM[\"far\",99999]]")]
    [InlineData("LOCAL_CS[\"site\",UNIT[\"metre\",1]]")]
    [InlineData("GEOCCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,298]]]")]
    [InlineData("GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,298]]],PROJCS[\"d\"]")]
    [InlineData("+proj=utm +zone=33")]
    public void Read_OfSomethingElse_IsAnErrorThatNamesTheFile(string text) =>
        Assert.StartsWith("a.prj: ", Assert.Throws<GeoException>(() => WktReader.Read(text, "a.prj")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfEndlessBrackets_IsRefusedAtABound()
    {
        Assert.Contains("deep", Assert.Throws<GeoException>(
            () => WktReader.Read(string.Concat(Enumerable.Repeat("PROJCS[", 20_000)), "a.prj")).Message, StringComparison.Ordinal);
        Assert.Contains("5000 brackets", Assert.Throws<GeoException>(
            () => WktReader.Read("PROJCS[" + string.Concat(Enumerable.Repeat("A[1],", 10_000)), "a.prj")).Message, StringComparison.Ordinal);
        Assert.Contains("200000", Assert.Throws<GeoException>(() => WktReader.Read(new string(' ', 1_000_000), "a.prj")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfDamagedTexts_GivesASystemOrOurError()
    {
        string[] pieces = ["[", "]", "\"", ",", "(", ")", "PROJCS[", "AXIS[\"a\",", "UNIT[\"metre\",", "1e400", "-", "0", "\0", "TOWGS84[1,2,3]",
            "PRIMEM[", "é", "BOUNDCRS[SOURCECRS[", "ID[\"EPSG\",4326]"];
        string[] texts = [SomeWkt.Utm33, SomeWkt.Wgs84, SomeWkt.Modis];
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, texts.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.Int[0, 30], Gen.Int[0, pieces.Length - 1]).Array[1, 4]), 3000,
            damage =>
        {
            var (which, cuts) = damage;
            string text = texts[which];
            foreach ((int at, int length, int index) in cuts)
            {
                int start = Math.Min(at, text.Length);
                text = string.Concat(text.AsSpan(0, start), pieces[index], text.AsSpan(Math.Min(text.Length, start + length)));
            }

            try
            {
                CoordinateSystem system = WktReader.Read(text, "a.prj");
                CoordinateTransform.Find(system, out _)?.ToWgs84([1e6], [-3e5]);
                _ = WktWriter.Definition(system) + ProjJsonWriter.Write(system);
            }
            catch (GeoException)
            {
            }
        });
    }

    private static void AssertRefused(string projection)
    {
        CoordinateSystem system = WktReader.Read(SomeWkt.Projected(projection), "a.prj");
        Assert.Null(CoordinateTransform.Find(system, out string? refusal));
        Assert.NotNull(refusal);
        Assert.StartsWith("PROJCS", WktWriter.Definition(system), StringComparison.Ordinal);
    }

    private static void AssertPlace(CoordinateSystem system, double x, double y, double longitude, double latitude)
    {
        double[] xs = [x], ys = [y];
        CoordinateTransform transform = Assert.IsType<CoordinateTransform>(CoordinateTransform.Find(system, out string? refusal), exactMatch: true);
        Assert.Null(refusal);
        Assert.Equal(0, transform.ToWgs84(xs, ys));
        Assert.Equal((longitude, latitude), (Math.Round(xs[0], 6), Math.Round(ys[0], 6)));
    }
}
