using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>The columns of each table.</summary>
internal sealed class LayerSchema
{
    private readonly Dictionary<LayerTable, IReadOnlyList<LayerColumn>> _columns;

    /// <summary>The column that says which row of the features' file is a tile's.</summary>
    public const string FeatureRow = "feature_row";

    /// <param name="attributes">attributes that have a column of their own</param>
    /// <param name="hasFeatures">whether pooled features lie beside the layer</param>
    public LayerSchema(IReadOnlyList<string> attributes, bool hasFeatures = false)
    {
        LayerColumn[] place =
        [
            new("raster", ColumnType.Text), new("tile_row", ColumnType.Integer), new("tile_column", ColumnType.Integer),
            new("pixel_left", ColumnType.Integer),
            new("pixel_top", ColumnType.Integer), new("pixel_width", ColumnType.Integer), new("pixel_height", ColumnType.Integer),
        ];
        _columns = new()
        {
            [LayerTable.Tiles] =
            [
                new("caption", ColumnType.Text), new("confidence", ColumnType.Real), new("out_of_domain", ColumnType.Boolean),
                new("attributes", ColumnType.List),
                new("log_probability", ColumnType.Real), new("valid_share", ColumnType.Real), .. place, new("longitude", ColumnType.Real),
                new("latitude", ColumnType.Real),
                new("model", ColumnType.Text), .. ColumnsOf(attributes),
                .. hasFeatures ? [new LayerColumn(FeatureRow, ColumnType.Integer)] : Array.Empty<LayerColumn>(),
            ],
            [LayerTable.Regions] =
            [
                new("caption", ColumnType.Text), new("tiles", ColumnType.Integer), new("confidence", ColumnType.Real),
                new("area_m2", ColumnType.Real), new("raster", ColumnType.Text),
                new("color", ColumnType.Text), new("model", ColumnType.Text),
            ],
            [LayerTable.Failed] = [new("problem", ColumnType.Text), .. place],
        };
    }

    /// <summary>Of tiles alone, with columns as they were found.</summary>
    public LayerSchema(IReadOnlyList<LayerColumn> columns) => _columns = new() { [LayerTable.Tiles] = columns };

    /// <summary>Of the tables that a file has, with columns as they were found.</summary>
    public LayerSchema(Dictionary<LayerTable, IReadOnlyList<LayerColumn>> columns) => _columns = columns;

    /// <summary>The tables that there are.</summary>
    public IEnumerable<LayerTable> Tables => Enum.GetValues<LayerTable>().Where(_columns.ContainsKey);

    public IReadOnlyList<LayerColumn> this[LayerTable table] => _columns[table];

    /// <summary>A table's name in files.</summary>
    public static string NameOf(LayerTable table) => table.ToString().ToLowerInvariant();

    // "p_" keeps them apart from the other columns; names are lower-case words as a rule, but a model may have any.
    private static IEnumerable<LayerColumn> ColumnsOf(IReadOnlyList<string> attributes)
    {
        var names = attributes.Select(attribute => "p_" + FileNames.Of(attribute.ToLowerInvariant())).ToArray();
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names.Select(name => new LayerColumn(name, ColumnType.Real))
            : throw new OptionException($"--columns: {string.Join(',', attributes)} are not different once they are names of columns; leave one out");
    }
}
