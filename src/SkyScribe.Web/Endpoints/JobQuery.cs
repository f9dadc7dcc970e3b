using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using SkyScribe.IO;
using SkyScribe.Web.Jobs;

namespace SkyScribe.Web.Endpoints;

/// <summary>How a raster is captioned, as the query of <c>POST /v1/rasters</c> and <c>POST /v1/uploads</c> says it.</summary>
internal static class JobQuery
{
    private const int MostName = 200, MostColumns = 100;

    /// <summary>The parameters, for the API's description.</summary>
    public static IReadOnlyList<(string Name, JsonSchemaType Type, string Description)> Parameters { get; } =
    [
        ("tile", JsonSchemaType.Integer, "width and height of a tile, in pixels that the model sees, 16 to 8192"),
        ("overlap", JsonSchemaType.Number, "share of a tile that its neighbour covers too, 0 to 0.9"),
        ("gsd", JsonSchemaType.Number, "metres a pixel at which the model sees the raster"),
        ("bands", JsonSchemaType.String, "bands that become red, green and blue, counted from 1, as in 4,3,2"),
        ("columns", JsonSchemaType.String, "attributes that get a column with their probability, as in water,trees"),
        ("smooth", JsonSchemaType.Integer, "passes in which a region's tile takes what most of its neighbours say, 0 to 100"),
    ];

    /// <summary>Reads it.</summary>
    /// <exception cref="OptionException">A value is none of its kind.</exception>
    public static JobOptions Read(IQueryCollection query) => new()
    {
        Tile = Number(query, "tile") is { } tile ? Whole(tile, "tile") : null, Overlap = Number(query, "overlap"), Gsd = Number(query, "gsd"),
        Bands = query["bands"].ToString() is { Length: > 0 } bands ? bands : null,
        Columns = query["columns"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            is { Length: <= MostColumns } columns ? columns : throw new OptionException($"columns: expected at most {MostColumns}"),
        Smooth = Number(query, "smooth") is { } smooth ? Whole(smooth, "smooth") : 0,
    };

    /// <summary>A raster's name, fit to be shown.</summary>
    public static string NameOf(string? name)
    {
        string shown = string.Concat((name ?? "").Split('/', '\\')[^1].Where(letter => !char.IsControl(letter)).Take(MostName)).Trim();
        return shown.Length > 0 ? shown : "raster.tif";
    }

    private static double? Number(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) => value,
        var text => throw new OptionException($"{name}: found {SkyScribeException.Quote(text)}, expected a number"),
    };

    private static int Whole(double value, string name) => value == Math.Floor(value) && Math.Abs(value) < int.MaxValue ? (int)value
        : throw new OptionException(FormattableString.Invariant($"{name}: found {value}, expected a whole number"));
}
