using System.Globalization;
using Parquet;
using Parquet.Schema;
using SkyScribe.Batch.Plans;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;

namespace SkyScribe.Batch.Results;

/// <summary>The results of one shard of rasters as a GeoParquet file: a row for each tile that was captioned or could not be read, and one for each
/// run of tiles without data.</summary>
internal static class RasterPart
{
    /// <summary>The ending of its name.</summary>
    public const string Ending = ".parquet";

    private const string Piece = "piece", Tile = "tile", Count = "count", Caption = "caption", Confidence = "confidence",
        OutOfDomain = "out_of_domain", Attributes = "attributes", LogProbability = "log_probability", ValidShare = "valid_share",
        Problem = "problem", RasterName = "raster", Probability = "probability_";

    private const char Between = '\n';   // of attributes

    /// <summary>Writes it.</summary>
    /// <param name="pieces">the shard's pieces; a record's raster is the number of its piece</param>
    /// <param name="records">the results</param>
    /// <param name="reference">the rasters' coordinate reference system</param>
    /// <param name="settings">the plan's settings</param>
    public static byte[] Write(
        IReadOnlyList<RasterPiece> pieces, IReadOnlyList<TileRecord> records, LayerReference reference, PlanSettings settings)
    {
        using var stream = new MemoryStream();
        GeoParquet.Write(stream, new LayerContent
        {
            Path = "part", Schema = new LayerSchema(Columns(settings.Columns.Count)), Reference = reference, Time = DateTime.UnixEpoch,
            Description = $"a part of captions by SkyScribe, model {settings.Model}",
            Features = _ => records.Select(record => Feature(pieces[record.Raster].Plan, record, settings.Columns.Count)), Summary = () => [],
        }, LayerTable.Tiles);
        return stream.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="bytes">its content</param>
    /// <returns>the results, in the order of pieces and tiles</returns>
    public static IReadOnlyList<TileRecord> Read(string name, byte[] bytes)
    {
        try
        {
            TileRecord[] records = ReadAsync(bytes).GetAwaiter().GetResult();
            Array.Sort(records, (one, other) => (one.Raster, one.Tile).CompareTo((other.Raster, other.Tile)));
            return records;
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or ParquetException or NotSupportedException
            or InvalidOperationException or ArgumentException or InvalidCastException or KeyNotFoundException or FormatException)
        {
            throw new BatchException(name, $"cannot be read as a part ({problem.Message}); 'batch retry' and run again", problem);
        }
    }

    private static async Task<TileRecord[]> ReadAsync(byte[] bytes)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes)).ConfigureAwait(false);
        var fields = reader.Schema.GetDataFields().Where(field => field.Path.Length == 1).ToDictionary(field => field.Name);
        var records = new List<TileRecord>();
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            long?[] pieces = await Values<long>(group, fields[Piece]).ConfigureAwait(false);
            long?[] tiles = await Values<long>(group, fields[Tile]).ConfigureAwait(false);
            long?[] counts = await Values<long>(group, fields[Count]).ConfigureAwait(false);
            string?[] captions = await Texts(group, fields[Caption]).ConfigureAwait(false), problems = await Texts(group, fields[Problem])
                .ConfigureAwait(false), attributes = await Texts(group, fields[Attributes]).ConfigureAwait(false);
            double?[] confidences = await Values<double>(group, fields[Confidence]).ConfigureAwait(false);
            bool?[] outside = await Values<bool>(group, fields[OutOfDomain]).ConfigureAwait(false);
            double?[] logs = await Values<double>(group, fields[LogProbability]).ConfigureAwait(false);
            double?[] valid = await Values<double>(group, fields[ValidShare]).ConfigureAwait(false);
            var probabilities = new List<double?[]>();
            while (fields.TryGetValue(NameOfProbability(probabilities.Count), out var field))
            {
                probabilities.Add(await Values<double>(group, field).ConfigureAwait(false));
            }

            for (int row = 0; row < tiles.Length; row++)
            {
                records.Add(new TileRecord
                {
                    Raster = (int)pieces[row]!.Value, Tile = tiles[row]!.Value, Count = (int)counts[row]!.Value, Caption = captions[row],
                    Confidence = confidences[row], IsOutOfDomain = outside[row], LogProbability = logs[row] ?? 0, ValidShare = valid[row] ?? 0,
                    Attributes = attributes[row] is { Length: > 0 } names ? names.Split(Between) : [],
                    Probabilities = [.. probabilities.Select(column => column[row] ?? 0)], Problem = problems[row],
                });
            }
        }

        return [.. records];
    }

    private static async Task<T?[]> Values<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values).ConfigureAwait(false);
        return values;
    }

    private static async Task<string?[]> Texts(ParquetRowGroupReader group, DataField field)
    {
        string?[] values = new string?[group.RowCount];
        await group.ReadAsync(field, values!).ConfigureAwait(false);
        return values;
    }

    private static LayerColumn[] Columns(int probabilities) =>
    [
        new(Piece, ColumnType.Integer), new(Tile, ColumnType.Integer), new(Count, ColumnType.Integer), new(RasterName, ColumnType.Text),
        new(Caption, ColumnType.Text), new(Confidence, ColumnType.Real), new(OutOfDomain, ColumnType.Boolean), new(Attributes, ColumnType.Text),
        new(LogProbability, ColumnType.Real), new(ValidShare, ColumnType.Real), new(Problem, ColumnType.Text),
        .. Enumerable.Range(0, probabilities).Select(i => new LayerColumn(NameOfProbability(i), ColumnType.Real)),
    ];

    private static string NameOfProbability(int column) => Probability + column.ToString(CultureInfo.InvariantCulture);

    private static LayerFeature Feature(RasterPlan plan, TileRecord record, int probabilities) => new(
        LayerTable.Tiles, [LayerBuilder.Corners(plan, plan.Grid[record.Tile].Window)],
        [
            record.Raster, record.Tile, record.Count, plan.Raster, record.Caption, record.Confidence, record.IsOutOfDomain,
            string.Join(Between, record.Attributes), record.LogProbability, record.ValidShare, record.Problem,
            .. Enumerable.Range(0, probabilities).Select(i => i < record.Probabilities.Length ? (object?)record.Probabilities[i] : null),
        ]);
}
