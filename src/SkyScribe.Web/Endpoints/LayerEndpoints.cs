using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Search;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Captions;
using SkyScribe.Web.Corrections;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Endpoints;

/// <summary>What came of jobs: layers, their tiles and regions.</summary>
internal static class LayerEndpoints
{
    private const int MostLayers = 1000, MostTiles = 20_000, MostRegions = 20_000, MostAttributes = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/layers", (JobStore jobs) => TypedResults.Ok<IReadOnlyList<LayerAnswer>>(
            [.. jobs.WithLayers(MostLayers).Select(job => LayerAnswer.Of(job))]))
            .WithName("layers").WithTags("layers").WithSummary("Layers, the newest first").ProducesProblems();
        routes.MapGet("/v1/layers/{id}", Get).WithName("layer").WithTags("layers").WithSummary("One layer").ProducesProblems(404);
        routes.MapGet("/v1/layers/{id}/tiles", Tiles).WithName("tiles").WithTags("layers").WithSummary("Tiles of a layer")
            .WithDescription("With words the best first, else in the layer's order.").ProducesProblems(400, 404);
        routes.MapGet("/v1/layers/{id}/regions", Regions).WithName("regions").WithTags("layers")
            .WithSummary("Areas of tiles that say the same, the largest first").ProducesProblems(400, 404);
        routes.MapGet("/v1/layers/{id}/tiles/{tile:long}", Card).WithName("tile").WithTags("layers").WithSummary("All about one tile")
            .WithDescription("The model is asked again, for alternatives and for where it looked.").ProducesProblems(404, 422, 429, 503);
        routes.MapGet("/v1/search", Search).WithName("search").WithTags("layers").WithSummary("Searches captions and attributes of all layers")
            .ProducesProblems(400, 404);
    }

    private static Ok<LayerAnswer> Get(LayerShelf shelf, string id)
    {
        var layer = shelf[id];
        using var file = GeoPackageLayer.Open(layer.Path);
        return TypedResults.Ok(LayerAnswer.Of(
            layer.Job, [.. file.Summary(MostAttributes).Select(row => new AttributeCount(row.Attribute, row.Tiles))]));
    }

    private static Ok<TileList> Tiles(
        LayerShelf shelf, CorrectionStore corrections, string id,
        [Description("left,top,right,bottom in pixels")] string? box = null, [Description("words to look for")] string? q = null,
        [Description("an attribute that they must have")] string? attribute = null,
        [Description("least confidence, 0 to 1")] double minConfidence = 0,
        [Description("most tiles, 1 to 20,000")] int limit = 2000, [Description("how many are left out first")] int offset = 0)
    {
        var layer = shelf[id];
        var found = layer.Tiles.Select(new TileFilter
        {
            Box = BoxQuery.Pixels(box), Query = Given(q), Attribute = Given(attribute), MinConfidence = minConfidence,
        });
        var corrected = corrections.Of(id);
        return TypedResults.Ok(new TileList(found.Count, [.. found.Skip(Math.Max(0, offset)).Take(Math.Clamp(limit, 1, MostTiles))
            .Select(tile => TileAnswer.Of(layer.Tiles, tile, corrected.GetValueOrDefault(tile.Id)))]));
    }

    private static Ok<IReadOnlyList<RegionAnswer>> Regions(
        LayerShelf shelf, string id, [Description("most regions, 1 to 20,000")] int limit = 5000)
    {
        var layer = shelf[id];
        var transform = layer.Info.Transform;
        var affine = new Affine(transform[0], transform[1], transform[2], transform[3], transform[4], transform[5]);
        using var file = GeoPackageLayer.Open(layer.Path);
        var columns = file[LayerTable.Regions].Select(column => column.Name).ToList();
        int caption = columns.IndexOf("caption"), tiles = columns.IndexOf("tiles"), confidence = columns.IndexOf("confidence"),
            color = columns.IndexOf("color");
        return TypedResults.Ok<IReadOnlyList<RegionAnswer>>([.. file.Read(LayerTable.Regions, count: 10 * MostRegions)
            .OrderByDescending(row => row.Feature.Values[tiles]).ThenBy(row => row.Id).Take(Math.Clamp(limit, 1, MostRegions))
            .Select(row => new RegionAnswer(
                row.Id, (string)row.Feature.Values[caption]!, (long)row.Feature.Values[tiles]!, (string)row.Feature.Values[color]!,
                [.. row.Feature.Rings.Select(ring => ring.Select(point => Pixel(affine, point)).ToArray())],
                row.Feature.Values[confidence] as double?))]);
    }

    private static async Task<Ok<TileCard>> Card(
        HttpContext context, LayerShelf shelf, RasterPictures pictures, CaptionBatcher batcher, CorrectionStore corrections, IImageCaptioner model,
        string id, long tile)
    {
        var layer = shelf[id];
        var entry = layer.Tiles.Find(tile) ?? throw MissingTile(tile);
        var correction = corrections.Find(id, tile);
        PictureCaption? now = null;
        if (layer.Info.Model == model.Origin.ModelHash)
        {
            var picture = await pictures.TileAsync(layer, entry, context.RequestAborted).ConfigureAwait(false);
            (string, Func<RgbImage>) one = ("tile", () => picture);
            var lines = await batcher.DescribeAsync(context.Client(), [one], CaptionStyle.Plain, needsAttention: true, context.RequestAborted)
                .ConfigureAwait(false);
            now = lines[0];
        }

        var window = layer.Grid.At(entry.Row, entry.Column).Window;
        using var file = GeoPackageLayer.Open(layer.Path);
        var (longitude, latitude) = PlaceOf(file, tile);
        return TypedResults.Ok(new TileCard
        {
            Tile = TileAnswer.Of(layer.Tiles, entry, correction), Window = [window.Left, window.Top, window.Width, window.Height],
            Said = layer.Tiles.TextOf(entry).Caption, Longitude = longitude, Latitude = latitude, Now = now, Correction = correction,
        });
    }

    private static Ok<IReadOnlyList<FoundTile>> Search(
        JobStore jobs, LayerShelf shelf, CorrectionStore corrections, [Description("words to look for")] string q,
        [Description("only in this layer")] string? layer = null, [Description("west,south,east,north in degrees")] string? bbox = null,
        [Description("most tiles, 1 to 1,000")] int limit = 100)
    {
        var box = BoxQuery.Degrees(bbox);
        limit = Math.Clamp(limit, 1, 1000);
        var layers = Given(layer) is { } id ? [shelf[id]] : jobs.WithLayers(MostLayers).Select(job => shelf[job.Id]);
        var found = new List<FoundTile>();
        foreach (var open in layers)
        {
            if (found.Count == limit)
            {
                break;
            }

            if (box is not null && !open.HasPlace)
            {
                continue;
            }

            var within = box is null ? null : open.BoxesOf(LayerTable.Tiles).Select(box).ToHashSet();
            var corrected = corrections.Of(open.Job.Id);
            using var file = GeoPackageLayer.Open(open.Path);
            foreach (var tile in open.Tiles.Select(new TileFilter { Query = q }).Where(tile => within?.Contains(tile.Id) ?? true)
                .Take(limit - found.Count))
            {
                var (longitude, latitude) = PlaceOf(file, tile.Id);
                found.Add(new FoundTile(
                    open.Job.Id, open.Job.Name, TileAnswer.Of(open.Tiles, tile, corrected.GetValueOrDefault(tile.Id)), longitude, latitude));
            }
        }

        return TypedResults.Ok<IReadOnlyList<FoundTile>>(found);
    }

    /// <summary>There is no tile of that number.</summary>
    public static RefusedException MissingTile(long tile) => RefusedException.NotFound($"the layer has no captioned tile {tile}");

    private static (double? Longitude, double? Latitude) PlaceOf(GeoPackageLayer file, long tile)
    {
        var names = file[LayerTable.Tiles].Select(column => column.Name).ToList();
        return file.Find(LayerTable.Tiles, tile) is { } feature
            ? (feature.Values[names.IndexOf("longitude")] as double?, feature.Values[names.IndexOf("latitude")] as double?) : (null, null);
    }

    private static double[] Pixel(Affine affine, (double X, double Y) point)
    {
        double x = point.X - affine.X0, y = point.Y - affine.Y0;
        return [Math.Round(((x * affine.YRow) - (y * affine.XRow)) / affine.Determinant, 2) + 0.0,   // no -0
            Math.Round(((y * affine.XColumn) - (x * affine.YColumn)) / affine.Determinant, 2) + 0.0];
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
