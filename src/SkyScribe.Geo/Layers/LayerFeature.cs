namespace SkyScribe.Geo.Layers;

/// <summary>The table that a feature belongs to.</summary>
internal enum LayerTable
{
    /// <summary>One row a captioned tile.</summary>
    Tiles,

    /// <summary>One row an area of tiles that say the same.</summary>
    Regions,

    /// <summary>One row a tile that could not be read.</summary>
    Failed,
}

/// <summary>One polygon with its values.</summary>
/// <param name="Table">where it belongs</param>
/// <param name="Rings">outline, then holes, in the layer's coordinates; the first point is not repeated</param>
/// <param name="Values">in the order of the table's columns; null, text, number, whole number or truth value</param>
internal sealed record LayerFeature(LayerTable Table, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings, IReadOnlyList<object?> Values);

/// <summary>One column of a table.</summary>
/// <param name="Name">its name</param>
/// <param name="Type">what its values are</param>
internal sealed record LayerColumn(string Name, ColumnType Type);

/// <summary>What a column's values are.</summary>
internal enum ColumnType
{
    Text,
    Real,
    Integer,
    Boolean,

    /// <summary>A list of texts.</summary>
    List,
}
