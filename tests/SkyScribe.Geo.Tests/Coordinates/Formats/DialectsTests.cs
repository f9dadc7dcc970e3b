using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates.Formats;

/// <summary>The same system in six forms, as GDAL 3.6.2 writes them, must put the same coordinates in the same place, or be refused.</summary>
/// <remarks>fixtures/crs/dialects.jsonl.gz is made by fixtures/crs/make.py: GDAL's and ESRI's WKT 1, WKT 2 of 2015 and 2019, WKT 1 without codes, and
/// the GeoKeys of a file without codes.</remarks>
public class DialectsTests
{
    private static readonly string[] Forms = ["gdal", "esri", "wkt2015", "wkt2019", "plain", "keys", "coded"];

    // GDAL's ESRI text has no axes, and it puts that text into the GeoKeys: which way these systems' axes point is lost before we read them.
    private static readonly int[] LosesAxes = [2963, 5017, 8044, 8045];

    [Fact]
    public void Read_InEveryForm_GivesTheSamePlaces()
    {
        Dictionary<string, (int Same, int Refused)> counts = [];
        List<string> faults = [], refusals = [];
        using FileStream file = File.OpenRead(SharedFiles.Fixture("crs/dialects.jsonl.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            int code = json.RootElement.GetProperty("code").GetInt32();
            if (EpsgTable.Find(code) is not { } published || CoordinateTransform.Find(published, out _) is not { } expected)
            {
                continue;
            }

            foreach (string form in Forms)
            {
                if (!json.RootElement.TryGetProperty(form, out JsonElement definition) || definition.ValueKind == JsonValueKind.Null)
                {
                    continue;
                }

                if (LosesAxes.Contains(code) && form is "esri" or "keys")
                {
                    continue;
                }

                string label = $"EPSG:{code} {published.Name} ({published.Conversion?.MethodName}) as {form}";
                (int same, int refused) = counts.GetValueOrDefault(form);
                CoordinateSystem? system = definition.ValueKind == JsonValueKind.String ? WktReader.Read(definition.GetString()!, "a.prj")
                    : GeoKeyReader.Read(Keys(definition), "a.tif", out _);
                string? refusal = "no system";
                CoordinateTransform? transform = system is null ? null : CoordinateTransform.Find(system, out refusal);
                if (transform is null)
                {
                    refusals.Add($"{label}: {refusal}");
                    counts[form] = (same, refused + 1);
                    continue;
                }

                counts[form] = (same + 1, refused);
                Compare(label, published, expected, transform, faults);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{string.Join(", ", counts.Select(pair => $"{pair.Key}: {pair.Value.Same} the same, {pair.Value.Refused} refused"))}\n{string.Join('\n', refusals)}");
        Assert.True(faults.Count == 0, $"{faults.Count} definitions are read wrongly:\n{string.Join('\n', faults.Take(200))}");
        Assert.All(Forms, form => Assert.True(counts[form].Same > 0, form));
    }

    private static void Compare(
        string label, CoordinateSystem published, CoordinateTransform expected, CoordinateTransform transform, List<string> faults)
    {
        GeographicArea area = published.AreaOfUse!.Value;
        double width = area.East - area.West + (area.East < area.West ? 360 : 0);
        foreach (double share in (ReadOnlySpan<double>)[0.3, 0.6])
        {
            double longitude = (area.West + (share * width)) * Math.PI / 180, latitude = (area.South + (share * (area.North - area.South))) * Math.PI
                / 180;
            (double x, double y) = expected.FromDatum(longitude, latitude);
            (double l, double b) = transform.ToDatum(x, y);
            double miss = double.Hypot(Math.IEEERemainder(l - longitude, 2 * Math.PI) * Math.Cos(latitude), b - latitude) * 6378137;
            if (double.IsFinite(x) && double.IsFinite(expected.ToDatum(x, y).Latitude) && !(miss < 0.001))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{label}: {miss} m"));
                return;
            }
        }
    }

    private static Dictionary<int, object> Keys(JsonElement json) =>
        json.EnumerateObject().ToDictionary(key => int.Parse(key.Name, CultureInfo.InvariantCulture), key => key.Value.ValueKind switch
    {
        JsonValueKind.Number => (object)key.Value.GetInt32(),
        JsonValueKind.Array => key.Value.EnumerateArray().Select(number => number.GetDouble()).ToArray(),
        _ => key.Value.GetString()!,
    });
}
