using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>A layer of any size as a folder of GeoParquet files: a folder for each table, in it files of a bounded number of rows, and
/// <c>summary.json</c> with the shares.</summary>
internal static class LayerFolder
{
    /// <summary>Name of the file of shares.</summary>
    public const string SummaryName = "summary.json";

    /// <summary>Rows of a file.</summary>
    public const int RowsOfAFile = 1_000_000;

    /// <summary>Refuses a folder that has something else.</summary>
    /// <exception cref="OptionException">It has.</exception>
    public static void RequireOwn(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !Directory.Exists(PathOf(folder, LayerTable.Tiles)))
        {
            throw new OptionException($"--out {folder}: is a folder with something else than a layer; name a new one");
        }
    }

    /// <summary>Writes the folder as a whole; one that exists is replaced at the end.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="content">the layer</param>
    /// <param name="rows">rows of a file</param>
    public static void Write(string folder, LayerContent content, int rows = RowsOfAFile)
    {
        RequireOwn(folder);
        AtomicFolder.Replace(Path.TrimEndingDirectorySeparator(folder), fresh =>
        {
            foreach (var table in content.Schema.Tables)
            {
                WriteTable(PathOf(fresh, table), content, table, rows);
            }

            if (content.Summary() is { Count: > 0 } summary)
            {
                StrictJson.Write(Path.Combine(fresh, SummaryName), summary, LayerJson.Summary);
            }
        });
    }

    private static string PathOf(string folder, LayerTable table) => Path.Combine(folder, LayerSchema.NameOf(table));

    private static void WriteTable(string folder, LayerContent content, LayerTable table, int rows)
    {
        using var features = content.Features(table).GetEnumerator();
        bool has = features.MoveNext();
        for (int file = 0; has || (file == 0 && table == LayerTable.Tiles); file++)
        {
            Directory.CreateDirectory(folder);
            using var stream = new FileStream(
                Path.Combine(folder, FormattableString.Invariant($"{file:d5}.parquet")), FileMode.CreateNew, FileAccess.Write);
            GeoParquet.Write(stream, content with { Features = _ => Next() }, table);
            stream.Flush(flushToDisk: true);
        }

        IEnumerable<LayerFeature> Next()
        {
            for (int i = 0; has && i < rows; i++, has = features.MoveNext())
            {
                yield return features.Current;
            }
        }
    }
}
