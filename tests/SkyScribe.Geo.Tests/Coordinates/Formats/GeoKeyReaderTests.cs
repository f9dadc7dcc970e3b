using CsCheck;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates.Formats;

public class GeoKeyReaderTests
{
    [Fact]
    public void Read_OfACode_GivesTheSystem()
    {
        Assert.Equal("NAD83 / New York Long Island (ftUS)", Read(new() { [1024] = 1, [3072] = 2263 })!.Name);
        Assert.Equal(4326, Read(new() { [1024] = 2, [2048] = 4326 })!.EpsgCode);
        Assert.Equal(4326, Read(new() { [2048] = 4326 })!.EpsgCode);   // some files leave the model's type out
    }

    [Fact]
    public void Read_OfNoDefinition_GivesNone()
    {
        Assert.Null(Read([]));
        Assert.Null(Read(new() { [1024] = 1, [1025] = 1 }));
        Assert.Null(Read(new() { [1024] = 2 }));
        Assert.Null(Read(new() { [1024] = 32767, [1026] = "a name" }));
    }

    [Fact]
    public void Read_OfACodeThatTheTableDoesNotHave_NamesIt()
    {
        Assert.Null(GeoKeyReader.Read(new Dictionary<int, object> { [1024] = 1, [3072] = 65000 }, "a.tif", out int? unknown));
        Assert.Equal(65000, unknown);
        CoordinateReference reference = CoordinateReference.Read("a.tif", new Dictionary<int, object> { [1024] = 1, [3072] = 65000 }, null, null)!;
        Assert.Equal(("EPSG:65000", 65000), (reference.Name, reference.EpsgCode));
        Assert.Contains("EPSG v", reference.Refusal, StringComparison.Ordinal);
        Assert.Contains("gdalwarp", reference.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherUnitThanItsCode_IsAnError() =>
        Assert.Contains("contradicts", Assert.Throws<GeoException>(() => Read(new() { [1024] = 1, [3072] = 32633, [3076] = 9002 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_OfAGridOfItsOwn_GivesTheSamePlacesAsItsCode()
    {
        CoordinateSystem system = Read(new()
        {
            [1024] = 1, [1026] = "our grid", [2048] = 4258, [3072] = 32767, [3074] = 32767, [3075] = 1, [3076] = 9001, [3080] = new[] { 9.0 },
            [3081] = new[] { 0.0 }, [3082] = new[] { 500000.0 },
            [3083] = new[] { 0.0 }, [3092] = new[] { 0.9996 },
        })!;
        Assert.True(Identification.AreSame(system, EpsgTable.Find(25832)!));
        Assert.Equal("our grid", system.Name);
        Assert.Equal(EpsgTable.Find(4258)!.Shift, system.Shift);
    }

    [Fact]
    public void Read_OfEsrisText_ReadsTheText() =>
        Assert.Equal("my grid", Read(new() { [1024] = 1, [3072] = 32767, [3073] = "ESRI PE String = " + SomeWkt.Utm33 + "|" })!.Name);

    [Fact]
    public void Read_OfAnotherPlanet_IsAnErrorThatNamesIt() =>
        Assert.Contains("Moon", Assert.Throws<GeoException>(() => Read(new()
        {
            [1024] = 2, [2048] = 32767, [2049] = "GCS Name = Moon|Ellipsoid = Moon 2000", [2057] = new[] { 1737400.0 },
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfAnyKeys_GivesASystemOrOurError()
    {
        int[] numbers = [1024, 2048, 2049, 2050, 2051, 2052, 2053, 2054, 2055, 2056, 2057, 2058, 2059, 2061, 2062, 3072, 3073, 3074, 3075, 3076, 3077,
            3078, 3080, 3081, 3084, 3092, 3095];
        object[] values = [0, 1, 2, 3, 7, 8, 15, 17, 27, 4326, 6326, 7030, 9001, 9102, 9105, 16033, 32633, 32767, 65535, -1, "",
            "ESRI PE String = PROJCS[", new double[0], new[] { 0.0 }, new[] { 6378137.0 }, new[] { 298.25 },
            new[] { double.NaN }, new[] { -1e308, 1e308, 0 }, new[] { 90.0 }];
        Fuzzing.Sample(Gen.Select(Gen.Int[0, numbers.Length - 1], Gen.Int[0, values.Length - 1]).Array[0, 12], 5000, pairs =>
        {
            Dictionary<int, object> keys = [];
            foreach ((int number, int value) in pairs)
            {
                keys[numbers[number]] = values[value];
            }

            try
            {
                if (GeoKeyReader.Read(keys, "a.tif", out _) is { } system)
                {
                    CoordinateTransform.Find(system, out _)?.ToWgs84([5e5], [4e6]);
                    _ = WktWriter.Definition(system) + ProjJsonWriter.Write(system);
                }
            }
            catch (GeoException)
            {
            }
        });
    }

    private static CoordinateSystem? Read(Dictionary<int, object> keys) => GeoKeyReader.Read(keys, "a.tif", out _);
}
