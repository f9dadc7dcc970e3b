using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates;

/// <summary>EPSG's projected systems against PROJ 9.1.1: 3,059 of them in ../shared/golden/crs.jsonl.gz, and one or more of each method in
/// fixtures/crs/systems.jsonl.gz, which fixtures/crs/make.py makes with Debian's PROJ.</summary>
public class PublishedSystemsTests
{
    private const double OwnDatumTolerance = 0.001;   // metres
    private const double LeastShare = 0.99;

    [Fact]
    public void Golden_EverySystem_IsRightOrRefused()
    {
        using FileStream file = File.OpenRead(SharedFiles.Require("golden/crs.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        Check(text, LeastShare, OfCode);
    }

    [Fact]
    public void Golden_TextOfEverySystem_IsRightOrRefused()
    {
        using FileStream file = File.OpenRead(SharedFiles.Require("golden/crs.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        Check(text, LeastShare, json => WktReader.Read(json.GetProperty("wkt").GetString()!, "golden"));
    }

    [Fact]
    public void Fixture_SystemsOfEveryMethod_AreRightOrRefused()
    {
        // Refused: EPSG:4087 and 9311, on which EPSG and PROJ do not agree, and Belgium's 31300.
        using FileStream file = File.OpenRead(SharedFiles.Fixture("crs/systems.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        Check(text, 0.96, OfCode);
    }

    private static CoordinateSystem? OfCode(JsonElement json) => EpsgTable.Find(json.GetProperty("code").GetInt32());

    private static void Check(TextReader text, double leastShare, Func<JsonElement, CoordinateSystem?> read)
    {
        SortedDictionary<string, (int Right, int Refused)> counts = new(StringComparer.Ordinal);
        List<string> faults = [], refusals = [];
        int all = 0, right = 0;
        while (text.ReadLine() is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            int code = json.RootElement.GetProperty("code").GetInt32();
            string method = json.RootElement.GetProperty("method").GetString()!;
            CoordinateSystem? system = read(json.RootElement);
            string? refusal = "not in the table";
            CoordinateTransform? transform = system is null ? null : CoordinateTransform.Find(system, out refusal);
            (int Right, int Refused) count = counts.GetValueOrDefault(method);
            all++;
            if (transform is null)
            {
                refusals.Add($"EPSG:{code} {system?.Name}: {refusal}");
                counts[method] = (count.Right, count.Refused + 1);
                continue;
            }

            right++;
            counts[method] = (count.Right + 1, count.Refused);
            foreach (JsonElement point in json.RootElement.GetProperty("points").EnumerateArray())
            {
                double[] p = [.. point.EnumerateArray().Select(number => number.GetDouble())];
                CheckPoint(code, transform, p, faults);
            }
        }

        string table = string.Join('\n', counts.Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{pair.Value.Right,5} right {pair.Value.Refused,3} refused  {pair.Key}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{right} of {all} systems\n{table}\n{string.Join('\n', refusals)}");
        Assert.True(faults.Count == 0, $"{faults.Count} places are wrong:\n{string.Join('\n', faults.Take(100))}");
        Assert.True(right >= leastShare * all, $"{right} of {all} systems are not refused:\n{string.Join('\n', refusals)}");
    }

    private static void CheckPoint(int code, CoordinateTransform transform, double[] p, List<string> faults)
    {
        GeographicSystem own = transform.System.Geographic;
        double unit = own.Unit.Factor, meridian = own.Datum.Meridian.Radians, longitude = (p[0] * unit) + meridian, latitude = p[1] * unit;
        (double x, double y) = transform.FromDatum(longitude, latitude);
        double miss = double.Hypot(x - p[2], y - p[3]) * transform.System.Unit.Factor;
        Expect(miss <= OwnDatumTolerance, string.Create(CultureInfo.InvariantCulture, $"forward {miss} m"));

        (double l, double b) = transform.ToDatum(p[2], p[3]);
        miss = Distance(l, b, longitude, latitude);
        Expect(miss <= OwnDatumTolerance, string.Create(CultureInfo.InvariantCulture, $"inverse {miss} m"));

        double[] xs = [p[2]], ys = [p[3]];
        int outside = transform.ToWgs84(xs, ys);
        miss = Distance(Radians(xs[0]), Radians(ys[0]), Radians(p[4]), Radians(p[5]));
        Expect(outside == 0 && miss <= transform.Shift.AccuracyMetres + OwnDatumTolerance,
            string.Create(CultureInfo.InvariantCulture, $"WGS 84 {miss} m, said {transform.Shift.AccuracyMetres} m ({transform.Shift.Name})"));

        transform.FromWgs84(xs, ys);
        miss = double.Hypot(xs[0] - p[2], ys[0] - p[3]) * (transform.System.UnitInMetres ?? 111_000);
        Expect(miss <= OwnDatumTolerance, string.Create(CultureInfo.InvariantCulture, $"there and back {miss} m"));

        void Expect(bool condition, string fault)
        {
            if (!condition)
            {
                faults.Add($"EPSG:{code} {transform.System.Name} ({transform.System.Conversion?.MethodName}): {fault}");
            }
        }
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Distance(double longitude, double latitude, double otherLongitude, double otherLatitude) =>
        double.Hypot(Math.IEEERemainder(longitude - otherLongitude, 2 * Math.PI) * Math.Cos(latitude), latitude - otherLatitude) * 6378137;
}
