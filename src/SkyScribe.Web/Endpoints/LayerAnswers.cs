using System.ComponentModel;
using SkyScribe.Web.Captions;
using SkyScribe.Web.Corrections;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Endpoints;

/// <summary>A layer as the API shows it.</summary>
internal sealed record LayerAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    [Description("columns of the raster, in pixels")]
    public required int Width { get; init; }

    [Description("rows of the raster, in pixels")]
    public required int Height { get; init; }

    [Description("columns of a tile, in pixels of the raster")]
    public required int TileWidth { get; init; }

    [Description("rows of a tile, in pixels of the raster")]
    public required int TileHeight { get; init; }

    [Description("from pixels to coordinates: x0, its change a column and a row, y0, its change a column and a row")]
    public required IReadOnlyList<double> Transform { get; init; }

    [Description("name of the coordinate reference system")]
    public required string Crs { get; init; }

    public int? Epsg { get; init; }

    [Description("west, south, east, north in degrees; absent where the raster does not say where it lies")]
    public IReadOnlyList<double>? Bounds { get; init; }

    [Description("tiles with a caption")]
    public required long Tiles { get; init; }

    [Description("tiles without data")]
    public required long Empty { get; init; }

    [Description("tiles that cannot be read")]
    public required long Unreadable { get; init; }

    [Description("SHA-256 of the weights of the model that captioned it")]
    public required string Model { get; init; }

    [Description("what one should know of the raster")]
    public required IReadOnlyList<string> Notes { get; init; }

    [Description("attributes with the tiles that have them, the most frequent first; only in the answer about one layer")]
    public IReadOnlyList<AttributeCount>? Attributes { get; init; }

    [Description("addresses of its files, by ending")]
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    public static LayerAnswer Of(Job job, IReadOnlyList<AttributeCount>? attributes = null)
    {
        var info = job.Layer!;
        string address = $"/v1/layers/{job.Id}";
        string[] endings = info.Bounds is null ? ["gpkg", "parquet"] : ["gpkg", "geojson", "parquet"];
        return new LayerAnswer
        {
            Id = job.Id, Name = job.Name, Created = job.Created, Width = info.Width, Height = info.Height, TileWidth = info.TileWidth,
            TileHeight = info.TileHeight, Transform = info.Transform, Crs = info.Crs, Epsg = info.Epsg, Bounds = info.Bounds,
            Tiles = info.Captioned, Empty = info.Empty, Unreadable = info.Unreadable, Model = info.Model, Notes = info.Notes,
            Attributes = attributes, Files = endings.ToDictionary(ending => ending, ending => $"{address}.{ending}"),
        };
    }
}

/// <summary>An attribute of a layer.</summary>
/// <param name="Name">the attribute</param>
/// <param name="Tiles">tiles that have it</param>
internal sealed record AttributeCount(string Name, long Tiles);

/// <summary>A tile as the page shows it.</summary>
internal sealed record TileAnswer
{
    [Description("its number in the layer")]
    public required long Id { get; init; }

    [Description("left, top, right, bottom in pixels: the part of the raster that no other tile stands for")]
    public required IReadOnlyList<int> Box { get; init; }

    [Description("the caption, as corrected where somebody did")]
    public required string Caption { get; init; }

    public double? Confidence { get; init; }

    public bool? OutOfDomain { get; init; }

    public required IReadOnlyList<string> Attributes { get; init; }

    [Description("whether a person corrected the caption")]
    public bool? Corrected { get; init; }

    public static TileAnswer Of(LayerIndex index, TileEntry tile, Correction? correction)
    {
        var owned = index.Grid.At(tile.Row, tile.Column).Owned;
        var text = index.TextOf(tile);
        return new TileAnswer
        {
            Id = tile.Id, Box = [owned.Left, owned.Top, owned.Right, owned.Bottom], Caption = correction?.Text ?? text.Caption,
            Confidence = float.IsNaN(tile.Confidence) ? null : Math.Round((double)tile.Confidence, 4),
            OutOfDomain = tile.OutOfDomain == 2 ? null : tile.OutOfDomain == 1, Attributes = text.Attributes,
            Corrected = correction is null ? null : true,
        };
    }
}

/// <summary>Some tiles of a layer.</summary>
/// <param name="Matched">tiles that are asked for, in all</param>
/// <param name="Tiles">some of them</param>
internal sealed record TileList(int Matched, IReadOnlyList<TileAnswer> Tiles);

/// <summary>An area of tiles that say the same.</summary>
/// <param name="Id">its number in the layer</param>
/// <param name="Caption">what they say</param>
/// <param name="Tiles">how many</param>
/// <param name="Color">a colour that stands for the caption</param>
/// <param name="Rings">outline, then holes, in pixels</param>
/// <param name="Confidence">their mean; null where it is not known</param>
internal sealed record RegionAnswer(
    long Id, string Caption, long Tiles, string Color, IReadOnlyList<IReadOnlyList<double[]>> Rings, double? Confidence = null);

/// <summary>All about one tile.</summary>
internal sealed record TileCard
{
    public required TileAnswer Tile { get; init; }

    [Description("left, top, width, height of what the model saw, in pixels")]
    public required IReadOnlyList<int> Window { get; init; }

    [Description("the model's own caption")]
    public required string Said { get; init; }

    public double? Longitude { get; init; }

    public double? Latitude { get; init; }

    [Description("what the model says when it is asked again: alternatives, probabilities, where it looked; absent where the layer is another model's")]
    public PictureCaption? Now { get; init; }

    public Correction? Correction { get; init; }
}

/// <summary>A tile that was found.</summary>
/// <param name="Layer">its layer</param>
/// <param name="LayerName">what that is called</param>
/// <param name="Tile">the tile</param>
/// <param name="Longitude">of its middle; null where the place is not known</param>
/// <param name="Latitude">of its middle</param>
internal sealed record FoundTile(string Layer, string LayerName, TileAnswer Tile, double? Longitude = null, double? Latitude = null);
