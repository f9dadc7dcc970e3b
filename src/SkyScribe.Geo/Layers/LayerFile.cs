using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>The formats of layers, by the endings of their files.</summary>
/// <remarks>A GeoPackage holds all tables. In the other formats FILE.gpkg's tables are files of their own: NAME.geojson has the tiles,
/// NAME.regions.geojson the regions, NAME.failed.geojson the failures if there are any, NAME.summary.json the shares.</remarks>
internal static class LayerFile
{
    private static readonly Dictionary<string, Action<Stream, LayerContent, LayerTable>> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        [".geojson"] = GeoJson.WriteCollection,
        [".geojsonl"] = (stream, content, table) => GeoJson.WriteLines(stream, content, table, hasSeparators: false),
        [".geojsonseq"] = (stream, content, table) => GeoJson.WriteLines(stream, content, table, hasSeparators: true),
        [".parquet"] = GeoParquet.Write,
        [".csv"] = CsvLayer.Write,
    };

    /// <summary>The endings, for messages and help.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".gpkg", .. Tables.Keys];

    /// <summary>Says before long work what cannot be written.</summary>
    /// <param name="path">the file</param>
    /// <param name="reference">the coordinates' system</param>
    /// <exception cref="OptionException">The ending is not one of <see cref="Endings"/>, or the format needs WGS 84 and there is no way to
    /// it.</exception>
    public static void RequireKnown(string path, LayerReference reference)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (!Endings.Contains(ending))
        {
            throw new OptionException($"--out {path}: found a name that ends with '{ending}', expected one of {string.Join(", ", Endings)}");
        }

        if (ending.StartsWith(".geojson", StringComparison.Ordinal) && reference.ToWgs84 is null)
        {
            throw new OptionException(
                $"--out {path}: GeoJSON is in WGS 84 longitude and latitude, but {reference.Refusal ?? "the rasters do not say where they lie"}; write .gpkg, .parquet or .csv, which keep the rasters' own coordinates");
        }
    }

    /// <summary>The file of a table.</summary>
    public static string PathOf(string path, LayerTable table) =>
        table == LayerTable.Tiles ? path : Path.ChangeExtension(path, "." + LayerSchema.NameOf(table) + Path.GetExtension(path));

    /// <summary>The file of the tiles' pooled features: a table of float16 numbers in NumPy's format.</summary>
    public static string FeaturesPathOf(string path) => Path.ChangeExtension(path, ".features.npy");

    /// <summary>Writes each file as a whole; existing ones are replaced at the end.</summary>
    public static void Write(string path, LayerContent content)
    {
        if (Path.GetExtension(path).Equals(".gpkg", StringComparison.OrdinalIgnoreCase))
        {
            AtomicFile.Replace(path, temporary => GeoPackage.Write(temporary, content));
            return;
        }

        var write = Tables[Path.GetExtension(path)];
        foreach (var table in content.Schema.Tables.Reverse())
        {
            string file = PathOf(path, table);
            if (table == LayerTable.Failed && !content.Features(table).Any())
            {
                File.Delete(file);   // of an earlier run
                continue;
            }

            AtomicFile.Write(file, stream => write(stream, content, table));
        }

        if (content.Summary() is { Count: > 0 } summary)
        {
            StrictJson.Write(Path.ChangeExtension(path, ".summary.json"), summary, LayerJson.Summary);
        }
    }
}
