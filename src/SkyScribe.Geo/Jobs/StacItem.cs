using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SkyScribe.Geo.Layers;
using SkyScribe.IO;

namespace SkyScribe.Geo.Jobs;

/// <summary>Describes a layer for catalogues: a STAC 1.1 Item with the rasters' outline, the files as assets and what they were made with.</summary>
internal static class StacItem
{
    private const string Version = "1.1.0", Projection = "https://stac-extensions.github.io/projection/v2.0.0/schema.json";
    private const int Digits = 8;   // of a degree
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".gpkg"] = "application/geopackage+sqlite3", [".geojson"] = "application/geo+json", [".geojsonl"] = "application/geo+json-seq",
        [".geojsonseq"] = "application/geo+json-seq", [".parquet"] = "application/vnd.apache.parquet", [".csv"] = "text/csv",
        [".json"] = "application/json", [".html"] = "text/html", [".npy"] = "application/octet-stream",
    };

    /// <summary>The item's file.</summary>
    /// <param name="layer">the layer's</param>
    public static string PathOf(string layer) => Path.ChangeExtension(layer, ".stac.json");

    /// <summary>Writes it. Assets that do not exist are left out.</summary>
    /// <param name="layer">the layer's file, or its folder</param>
    /// <param name="report">the HTML page beside it; null for none</param>
    /// <param name="rasters">the rasters</param>
    /// <param name="outcome">what the layer has</param>
    /// <param name="description">what the layer says of itself</param>
    /// <param name="modelHash">hash of the model's weights</param>
    public static void Write(string layer, string? report, RasterSet rasters, RasterOutcome outcome, string description, string modelHash)
    {
        string path = PathOf(layer), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, Options);
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteString("stac_version", Version);
            writer.WriteStartArray("stac_extensions");
            writer.WriteStringValue(Projection);
            writer.WriteEndArray();
            writer.WriteString("id", Path.GetFileNameWithoutExtension(layer));
            WritePlace(writer, Outline(rasters));
            WriteProperties(writer, rasters, outcome, description, modelHash);
            writer.WriteStartArray("links");
            writer.WriteEndArray();
            writer.WriteStartObject("assets");
            WriteAssets(writer, folder, layer, report);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.Flush();
            stream.WriteByte((byte)'\n');
        });
    }

    // Of every raster, in degrees; nothing where a place is not known.
    private static List<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Outline(RasterSet rasters) =>
        rasters.Reference.ToWgs84 is not { } toWgs84 || rasters.Plans.Any(plan => plan.IsInPixels) ? []
        : [.. rasters.Plans.SelectMany(plan => Wgs84Geometry.Of([LayerBuilder.Corners(plan, Whole(plan))], toWgs84))];

    private static Rasters.Window Whole(RasterPlan plan) => new(0, 0, plan.Grid.RasterWidth, plan.Grid.RasterHeight);

    private static void WritePlace(Utf8JsonWriter writer, List<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> outline)
    {
        if (outline.Count == 0)
        {
            writer.WriteNull("geometry");   // then there must be no box
            return;
        }

        writer.WriteStartObject("geometry");
        writer.WriteString("type", "MultiPolygon");
        writer.WriteStartArray("coordinates");
        foreach (var polygon in outline)
        {
            writer.WriteStartArray();
            foreach (var ring in polygon)
            {
                writer.WriteStartArray();
                foreach (var (x, y) in ring.Append(ring[0]))
                {
                    WriteNumbers(writer, x, y);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WritePropertyName("bbox");
        (double X, double Y)[] places = [.. outline.SelectMany(polygon => polygon[0])];
        bool isCut = places.Any(place => place.X >= 180) && places.Any(place => place.X <= -180);   // at the antimeridian: west is above east then
        double west = isCut ? places.Where(place => place.X > 0).Min(place => place.X) : places.Min(place => place.X);
        double east = isCut ? places.Where(place => place.X < 0).Max(place => place.X) : places.Max(place => place.X);
        WriteNumbers(writer, west, places.Min(place => place.Y), east, places.Max(place => place.Y));
    }

    private static void WriteProperties(Utf8JsonWriter writer, RasterSet rasters, RasterOutcome outcome, string description, string modelHash)
    {
        var reference = rasters.Reference;
        bool isKnown = rasters.Time > DateTime.UnixEpoch;   // it is not of rasters that were read over a network
        writer.WriteStartObject("properties");
        writer.WriteString(
            "datetime", (isKnown ? rasters.Time : DateTime.UtcNow).ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        writer.WriteString("description", description + (isKnown ? "; the time is that of the last change of the newest raster's file"
            : "; the time is that of the captions, since that of the rasters is not known"));
        if (reference.Epsg is { } code)
        {
            writer.WriteString("proj:code", string.Create(CultureInfo.InvariantCulture, $"EPSG:{code}"));
        }
        else
        {
            writer.WriteNull("proj:code");   // the extension's word for a system without one
        }

        writer.WriteString("skyscribe:model", modelHash);
        writer.WriteNumber("skyscribe:tiles", outcome.Captioned);
        writer.WriteNumber("skyscribe:tiles_without_data", outcome.Empty);
        writer.WriteNumber("skyscribe:tiles_failed", outcome.Failed);
        writer.WriteStartArray("skyscribe:rasters");
        foreach (var plan in rasters.Plans)
        {
            writer.WriteStringValue(plan.Title);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAssets(Utf8JsonWriter writer, string folder, string layer, string? report)
    {
        (string Key, string File, string Role)[] all =
        [
            ("layer", layer, "data"), ("regions", LayerFile.PathOf(layer, LayerTable.Regions), "data"),
            ("failed", LayerFile.PathOf(layer, LayerTable.Failed), "metadata"),
            ("summary", Path.ChangeExtension(layer, ".summary.json"), "metadata"), ("features", LayerFile.FeaturesPathOf(layer), "data"),
            .. report is null ? Array.Empty<(string, string, string)>() : [("report", report, "overview")],
        ];
        bool isWhole = Path.GetExtension(layer).Equals(".gpkg", StringComparison.OrdinalIgnoreCase);   // it has all tables itself
        foreach (var (key, file, role) in all.Where(one => File.Exists(one.File) && !(isWhole && one.Key is "regions" or "failed" or "summary")))
        {
            writer.WriteStartObject(key);
            string relative = Path.GetRelativePath(folder, Path.GetFullPath(file)).Replace(Path.DirectorySeparatorChar, '/');
            writer.WriteString("href", "./" + string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)));
            writer.WriteString("type", Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream"));
            writer.WriteStartArray("roles");
            writer.WriteStringValue(role);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private static void WriteNumbers(Utf8JsonWriter writer, params ReadOnlySpan<double> numbers)
    {
        writer.WriteStartArray();
        foreach (double number in numbers)
        {
            writer.WriteNumberValue(Math.Round(number, Digits));
        }

        writer.WriteEndArray();
    }
}
