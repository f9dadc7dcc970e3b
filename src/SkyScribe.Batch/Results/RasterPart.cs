using System.Globalization;
using Parquet.Serialization;
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
            var read = ParquetSerializer.DeserializeUntypedAsync(new MemoryStream(bytes)).GetAwaiter().GetResult();
            return [.. read.Data.Select(Record).OrderBy(record => record.Raster).ThenBy(record => record.Tile)];
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or Parquet.ParquetException or NotSupportedException
            or InvalidOperationException or ArgumentException or InvalidCastException or KeyNotFoundException or FormatException)
        {
            throw new BatchException(name, $"cannot be read as a part ({problem.Message}); 'batch retry' and run again", problem);
        }
    }

    private static LayerColumn[] Columns(int probabilities) =>
    [
        new(Piece, ColumnType.Integer), new(Tile, ColumnType.Integer), new(Count, ColumnType.Integer), new(RasterName, ColumnType.Text),
        new(Caption, ColumnType.Text), new(Confidence, ColumnType.Real), new(OutOfDomain, ColumnType.Boolean), new(Attributes, ColumnType.List),
        new(LogProbability, ColumnType.Real), new(ValidShare, ColumnType.Real), new(Problem, ColumnType.Text),
        .. Enumerable.Range(0, probabilities).Select(i => new LayerColumn(Probability + i.ToString(CultureInfo.InvariantCulture), ColumnType.Real)),
    ];

    private static LayerFeature Feature(RasterPlan plan, TileRecord record, int probabilities) => new(
        LayerTable.Tiles, [LayerBuilder.Corners(plan, plan.Grid[record.Tile].Window)],
        [
            record.Raster, record.Tile, record.Count, plan.Raster, record.Caption, record.Confidence, record.IsOutOfDomain, record.Attributes,
            record.LogProbability, record.ValidShare, record.Problem,
            .. Enumerable.Range(0, probabilities).Select(i => i < record.Probabilities.Length ? (object?)record.Probabilities[i] : null),
        ]);

    // What is null is not among the values.
    private static TileRecord Record(Dictionary<string, object> values)
    {
        return new TileRecord
        {
            Raster = (int)(long)values[Piece], Tile = (long)values[Tile], Count = (int)(long)values[Count], Caption = (string?)Value(Caption),
            Confidence = (double?)Value(Confidence), IsOutOfDomain = (bool?)Value(OutOfDomain), LogProbability = (double)values[LogProbability],
            ValidShare = (double)values[ValidShare], Problem = (string?)Value(Problem),
            Attributes = Value(Attributes) is IEnumerable<ReadOnlyMemory<char>> texts ? [.. texts.Select(text => text.ToString())] : [],
            Probabilities = [.. Enumerable.Range(0, values.Count).Select(i => Probability + i.ToString(CultureInfo.InvariantCulture))
                .TakeWhile(values.ContainsKey).Select(column => (double)values[column])],
        };

        object? Value(string column) => values.GetValueOrDefault(column);
    }
}
