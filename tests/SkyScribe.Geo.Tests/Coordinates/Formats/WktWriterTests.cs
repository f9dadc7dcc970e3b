using System.IO.Compression;
using System.Text.Json;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates.Formats;

public class WktWriterTests
{
    [Fact]
    public void First_OfGoldenSystems_IsGdalsToTheLetter()
    {
        using FileStream file = File.OpenRead(SharedFiles.Require("golden/crs.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        int all = 0, equal = 0;
        List<string> others = [];
        while (text.ReadLine() is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            string expected = json.RootElement.GetProperty("wkt").GetString()!;
            CoordinateSystem system = EpsgTable.Find(json.RootElement.GetProperty("code").GetInt32())!;
            all++;
            if (WktWriter.First(system) == expected)
            {
                equal++;
            }
            else if (system.CreateProjection() is not null && !Identification.AreSame(system, WktReader.Read(WktWriter.First(system)!, "written")))
            {
                others.Add($"{WktWriter.First(system)}\n{expected}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{equal} of {all} to the letter");
        Assert.True(others.Count == 0, $"{others.Count} mean another system:\n{string.Join('\n', others.Take(20))}");
        Assert.True(equal >= 0.99 * all, $"{equal} of {all}");
    }

    [Fact]
    public void Second_OfEveryComputedSystem_IsReadBackAsTheSame()
    {
        foreach (int code in EpsgTable.Codes('P').Where((_, i) => i % 7 == 0).Concat(EpsgTable.Codes('G')))
        {
            CoordinateSystem system = EpsgTable.Find(code)!;
            if (system.IsGeographic || system.CreateProjection() is not null)
            {
                CoordinateSystem back = WktReader.Read(WktWriter.Second(system), $"EPSG:{code}");
                Assert.True(Identification.AreSame(back, system), WktWriter.Second(system));
                Assert.Equal(code, back.EpsgCode);
                Assert.Equal(system.Shift, back.Shift);
            }
        }
    }

    [Fact]
    public void Definition_OfATextOfTheFile_IsThatText() => Assert.Equal(SomeWkt.Modis, WktWriter.Definition(WktReader.Read(SomeWkt.Modis, "a.prj")));

    [Fact]
    public void First_OfAMethodThatWkt1DoesNotHave_IsNoneAndTheDefinitionIsVersion2()
    {
        CoordinateSystem system = EpsgTable.Find(8857)!;
        Assert.Null(WktWriter.First(system));
        Assert.StartsWith("PROJCRS[\"WGS 84 / Equal Earth Greenwich\"", WktWriter.Definition(system), StringComparison.Ordinal);
    }

    [Fact]
    public void ProjJson_OfFeetAndGrads_HasTheirFactors()
    {
        using JsonDocument feet = JsonDocument.Parse(ProjJsonWriter.Write(EpsgTable.Find(2263)!)!), grads =
            JsonDocument.Parse(ProjJsonWriter.Write(EpsgTable.Find(27572)!)!);
        Assert.Equal("ProjectedCRS", feet.RootElement.GetProperty("type").GetString());
        Assert.Equal(1200.0 / 3937, feet.RootElement.GetProperty("coordinate_system").GetProperty("axis")[0].GetProperty("unit")
            .GetProperty("conversion_factor").GetDouble(), 1e-15);
        Assert.Equal(2263, feet.RootElement.GetProperty("id").GetProperty("code").GetInt32());
        Assert.Equal(2.5969213, grads.RootElement.GetProperty("base_crs").GetProperty("datum").GetProperty("prime_meridian").GetProperty("longitude")
            .GetProperty("value").GetDouble());
    }

    [Fact]
    public void ProjJson_OfAMethodThatIsNotUnderstood_IsNone() =>
        Assert.Null(ProjJsonWriter.Write(
        WktReader.Read(SomeWkt.Projected("""PROJECTION["Winkel_Tripel"],PARAMETER["central_meridian",0]"""), "a.prj")));

    [Fact]
    public void Unit_WithAStandardNameAndAnotherFactor_IsWrittenWithItsFactor()
    {
        CoordinateSystem system =
            WktReader.Read(SomeWkt.Utm33.Replace("""UNIT["metre",1]]""", """UNIT["metre",0.3048]]""", StringComparison.Ordinal), "a.prj");
        Assert.Equal(new Unit("metre", 0.3048, UnitKind.Length), system.Unit);
        Assert.Contains("\"conversion_factor\":0.3048", ProjJsonWriter.Write(system), StringComparison.Ordinal);
    }
}
