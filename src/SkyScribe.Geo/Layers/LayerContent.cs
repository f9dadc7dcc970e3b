namespace SkyScribe.Geo.Layers;

/// <summary>All that goes into one file.</summary>
internal sealed record LayerContent
{
    /// <summary>The file, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>The columns.</summary>
    public required LayerSchema Schema { get; init; }

    /// <summary>The coordinates' system.</summary>
    public required LayerReference Reference { get; init; }

    /// <summary>Name of the model and what it was made with, for the file's description.</summary>
    public required string Description { get; init; }

    /// <summary>The time that the file says it is of: that of the newest raster, so that the same work gives the same file.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The features of a table, read anew each time.</summary>
    public required Func<LayerTable, IEnumerable<LayerFeature>> Features { get; init; }

    /// <summary>Shares by attribute; known once the tiles of <see cref="Features"/> were read to their end.</summary>
    public required Func<IReadOnlyList<SummaryRow>> Summary { get; init; }
}

/// <summary>How much of the rasters an attribute was seen in.</summary>
/// <param name="Attribute">the attribute</param>
/// <param name="Tiles">tiles that have it</param>
/// <param name="TileShare">their share of all captioned tiles</param>
/// <param name="Area">of their owned parts, in square metres; null where that is not known</param>
/// <param name="AreaShare">their share of the area of all captioned tiles; null where that is not known</param>
internal sealed record SummaryRow(string Attribute, long Tiles, double TileShare, double? Area, double? AreaShare);
