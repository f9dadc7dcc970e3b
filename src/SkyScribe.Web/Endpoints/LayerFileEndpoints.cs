using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Layers;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Endpoints;

/// <summary>Layers as files, and pictures of their rasters.</summary>
internal static class LayerFileEndpoints
{
    private static readonly Lock Writing = new();

    private static readonly Dictionary<string, string> Types = new()
    {
        ["gpkg"] = "application/geopackage+sqlite3", ["geojson"] = "application/geo+json", ["parquet"] = "application/vnd.apache.parquet",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (string ending in Types.Keys)
        {
            routes.MapGet($"/v1/layers/{{id}}.{ending}", (LayerShelf shelf, DataFolder folder, string id,
                [Description("tiles, regions or failed; a GeoPackage holds all")] string table = "tiles") => FileOf(shelf, folder, id, ending, table))
                .WithName($"layerAs{char.ToUpperInvariant(ending[0])}{ending[1..]}").WithTags("layers").WithSummary($"A layer as {ending}")
                .ProducesFile(Types[ending]).ProducesProblems(400, 404, 507);
        }

        routes.MapGet("/v1/layers/{id}/picture/{level:int}/{column:int}/{row:int}", Square).WithName("pictureSquare").WithTags("layers")
            .WithSummary("A square of 256 x 256 pixels of the raster's picture")
            .WithDescription("Level 0 has the raster's own pixels, each further level half as many a side. Column and row count squares from the upper left corner.")
            .ProducesFile("image/jpeg", "image/webp").ProducesProblems(404, 422, 507);
        routes.MapGet("/v1/layers/{id}/tiles/{tile:long}/picture", Tile).WithName("tilePicture").WithTags("layers")
            .WithSummary("What the model saw of a tile").ProducesFile("image/jpeg").ProducesProblems(404, 422);
    }

    private static PhysicalFileHttpResult FileOf(LayerShelf shelf, DataFolder folder, string id, string ending, string table)
    {
        var layer = shelf[id];
        if (!Enum.TryParse<LayerTable>(table, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted))
        {
            throw new OptionException($"table: found {SkyScribeException.Quote(table)}, expected tiles, regions or failed");
        }

        string path = Path.ChangeExtension(layer.Path, ending), file = ending == "gpkg" ? path : LayerFile.PathOf(path, wanted);
        if (ending == "geojson" && !layer.HasPlace)
        {
            throw RefusedException.NotFound("GeoJSON is in longitude and latitude, and the raster does not say where it lies; take .gpkg or .parquet");
        }

        if (!File.Exists(path))
        {
            Convert(layer, folder, path);
        }

        string name = Path.GetFileNameWithoutExtension(layer.Job.Name)
            + (wanted == LayerTable.Tiles || ending == "gpkg" ? "" : "." + LayerSchema.NameOf(wanted));
        return File.Exists(file) ? TypedResults.PhysicalFile(file, Types[ending], $"{name}.{ending}", enableRangeProcessing: true)
            : throw RefusedException.NotFound($"the layer has nothing in its table {LayerSchema.NameOf(wanted)}");
    }

    private static void Convert(OpenLayer layer, DataFolder folder, string path)
    {
        lock (Writing)
        {
            if (!File.Exists(path))
            {
                folder.Reserve(2 * new FileInfo(layer.Path).Length);
                using (var package = GeoPackageLayer.Open(layer.Path))
                {
                    package.WriteAs(path);
                }

                folder.Measure();
            }
        }
    }

    private static async Task<FileContentHttpResult> Square(
        HttpContext context, LayerShelf shelf, RasterPictures pictures, string id, int level, int column, int row)
    {
        byte[] square = await pictures.SquareAsync(shelf[id], level, column, row, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "private, max-age=604800, immutable";
        return TypedResults.Bytes(square, square is [0xFF, 0xD8, ..] ? "image/jpeg" : "image/webp");
    }

    private static async Task<FileContentHttpResult> Tile(HttpContext context, LayerShelf shelf, RasterPictures pictures, string id, long tile)
    {
        var layer = shelf[id];
        var entry = layer.Tiles.Find(tile) ?? throw LayerEndpoints.MissingTile(tile);
        var picture = await pictures.TileAsync(layer, entry, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "private, max-age=604800, immutable";
        return TypedResults.Bytes(ImageWriter.EncodeJpeg(picture, 90), "image/jpeg");
    }
}
