using System.Text.Json;
using SkiaSharp;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Layers;

public sealed class LayerTests
{
    [Fact]
    public async Task Tiles_ByBoxAndWord_AreThoseOfTheLayer()
    {
        using var model = Talker();
        await using var server = await RunningServer.StartAsync(model: model);
        string id = await Rasters.Caption(server, Rasters.Small());
        var all = await server.Get($"/v1/layers/{id}/tiles");
        var tiles = all.GetProperty("tiles").EnumerateArray().ToArray();
        Assert.Equal(15, all.GetProperty("matched").GetInt32());
        Assert.Equal([0, 0, 32, 32], Box(tiles[0]));

        var corner = await server.Get($"/v1/layers/{id}/tiles?box=10,10,40,20");
        Assert.Equal([1L, 2L], corner.GetProperty("tiles").EnumerateArray().Select(tile => tile.GetProperty("id").GetInt64()));
        var page = await server.Get($"/v1/layers/{id}/tiles?limit=4&offset=12");
        Assert.Equal([13L, 14L, 15L], page.GetProperty("tiles").EnumerateArray().Select(tile => tile.GetProperty("id").GetInt64()));

        int ponds = tiles.Count(tile => Text(tile).Contains("ponds", StringComparison.Ordinal));
        Assert.InRange(ponds, 1, 14);
        Assert.Equal(ponds, (await server.Get($"/v1/layers/{id}/tiles?q=a+pond")).GetProperty("matched").GetInt32());
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/tiles?box=1,2,3"), 400);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/tiles?q=the"), 400);
    }

    [Fact]
    public async Task Tiles_ByAttributeAndConfidence_AreThoseThatHaveThem()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var tiles = (await server.Get($"/v1/layers/{id}/tiles")).GetProperty("tiles").EnumerateArray().ToArray();
        var counts = (await server.Get($"/v1/layers/{id}")).GetProperty("attributes").EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("tiles").GetInt64());
        Assert.NotEmpty(counts);
        foreach (var (name, count) in counts)
        {
            Assert.Equal(count, (await server.Get($"/v1/layers/{id}/tiles?attribute={name}")).GetProperty("matched").GetInt32());
        }

        Assert.Equal(0, (await server.Get($"/v1/layers/{id}/tiles?attribute=none")).GetProperty("matched").GetInt32());
        double[] sure = [.. tiles.Select(tile => tile.TryGetProperty("confidence", out var confidence) ? confidence.GetDouble() : 1)];
        var filtered = await server.Get(FormattableString.Invariant($"/v1/layers/{id}/tiles?minConfidence={sure.Average()}"));
        Assert.Equal(sure.Count(confidence => confidence >= sure.Average()), filtered.GetProperty("matched").GetInt32());
    }

    [Fact]
    public async Task Regions_OfALayer_AreInPixelsAndCoverItsTiles()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var regions = (await server.Get($"/v1/layers/{id}/regions")).EnumerateArray().ToArray();
        Assert.Equal(15, regions.Sum(region => region.GetProperty("tiles").GetInt64()));
        double area = regions.Sum(region => region.GetProperty("rings").EnumerateArray().Select(Area).Aggregate((outline, hole) => outline - hole));
        Assert.Equal(160 * 96, area, 1);
    }

    [Fact]
    public async Task Card_OfATile_HasAlternativesAndWhereTheModelLooked()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var card = await server.Get($"/v1/layers/{id}/tiles/3");
        Assert.Equal(Text(card.GetProperty("tile")), card.GetProperty("now").GetProperty("caption").GetString());
        Assert.True(card.GetProperty("now").GetProperty("attention").GetProperty("weights").GetArrayLength() > 0);
        Assert.InRange(card.GetProperty("longitude").GetDouble(), 14.9, 15.1);
        byte[] picture = await server.Client.GetByteArrayAsync($"/v1/layers/{id}/tiles/3/picture");
        using var image = SKBitmap.Decode(picture);
        Assert.Equal((32, 32), (image.Width, image.Height));
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/tiles/99"), 404);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/tiles/99/picture"), 404);
    }

    [Fact]
    public async Task Picture_OfARaster_HasItsPixelsInSquares()
    {
        await using var server = await RunningServer.StartAsync();
        byte[] raster = new TiffMaker { Width = 300, Height = 280, Value = (x, y, _) => x < 256 ? 40 : y < 256 ? 200 : 120 }.ToArray();
        string id = await Rasters.Caption(server, raster, "tile=128");
        using var first = await Square(server, id, 0, 0, 0);
        using var right = await Square(server, id, 0, 1, 0);
        using var whole = await Square(server, id, 1, 0, 0);
        using var corner = await Square(server, id, 0, 1, 1);
        Assert.All((SKBitmap[])[first, right, whole, corner], square => Assert.Equal((256, 256), (square.Width, square.Height)));
        Assert.Equal((255, 0), (right.GetPixel(43, 9).Alpha, right.GetPixel(45, 9).Alpha));
        Assert.Equal((0, 0), (corner.GetPixel(9, 25).Alpha, whole.GetPixel(151, 9).Alpha));
        Assert.Equal(40, first.GetPixel(100, 100).Red, 3.0);
        Assert.Equal(200, right.GetPixel(20, 100).Red, 3.0);
        Assert.Equal(120, corner.GetPixel(20, 12).Red, 3.0);
        Assert.Equal(40, whole.GetPixel(60, 60).Red, 3.0);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/picture/0/2/0"), 404);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}/picture/40/0/0"), 404);
    }

    [Fact]
    public async Task Picture_WithoutData_IsTransparentThere()
    {
        await using var server = await RunningServer.StartAsync();
        byte[] raster = new TiffMaker { Width = 256, Height = 256, Value = (x, _, _) => x < 128 ? 0 : 90 }.WithText(42113, "0").ToArray();
        string id = await Rasters.Caption(server, raster, "tile=128");
        using var square = await Square(server, id, 0, 0, 0);
        Assert.Equal((0, 255), (square.GetPixel(20, 20).Alpha, square.GetPixel(200, 20).Alpha));
    }

    [Fact]
    public async Task Files_OfALayer_AreThereInEveryFormat()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var tiles = await server.Get($"/v1/layers/{id}.geojson");
        Assert.Equal(15, tiles.GetProperty("features").GetArrayLength());
        Assert.NotEqual(0, (await server.Get($"/v1/layers/{id}.geojson?table=regions")).GetProperty("features").GetArrayLength());
        Assert.Equal("PAR1"u8.ToArray(), (await server.Client.GetByteArrayAsync($"/v1/layers/{id}.parquet"))[..4]);
        Assert.Equal("SQLite format 3"u8.ToArray(), (await server.Client.GetByteArrayAsync($"/v1/layers/{id}.gpkg"))[..15]);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}.geojson?table=failed"), 404);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}.geojson?table=x"), 400);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/..%2f..%2fserver.gpkg"), 404);
    }

    [Fact]
    public async Task Layer_WithoutAPlace_IsShownInPixelsAndHasNoGeoJson()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.WithoutPlace());
        var layer = await server.Get($"/v1/layers/{id}");
        Assert.False(layer.TryGetProperty("bounds", out _));
        Assert.False(layer.GetProperty("files").TryGetProperty("geojson", out _));
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{id}.geojson"), 404);
        Assert.Equal(9, (await server.Get($"/v1/layers/{id}/tiles")).GetProperty("matched").GetInt32());
        Assert.Empty((await server.Get("/ogc/collections")).GetProperty("collections").EnumerateArray());
    }

    [Fact]
    public async Task Search_OverLayers_FindsTilesWithTheirPlace()
    {
        using var model = Talker();
        await using var server = await RunningServer.StartAsync(model: model);
        string first = await Rasters.Caption(server, Rasters.Small()), second = await Rasters.Caption(server, Rasters.WithoutPlace());
        const string word = "forest";
        var everywhere = await server.Get($"/v1/search?q={word}");
        Assert.Contains(everywhere.EnumerateArray(), found => found.GetProperty("layer").GetString() == first);
        var here = await server.Get($"/v1/search?q={word}&layer={first}&bbox=14,48,16,49");
        Assert.NotEmpty(here.EnumerateArray());
        Assert.All(here.EnumerateArray(), found => Assert.InRange(found.GetProperty("latitude").GetDouble(), 48, 49));
        Assert.Empty((await server.Get($"/v1/search?q={word}&bbox=0,0,1,1")).EnumerateArray());
        await RunningServer.Problem(await server.Send("GET", "/v1/search"), 400);
        await RunningServer.Problem(await server.Send("GET", "/v1/search?q=plane&bbox=0,9,1,3"), 400);
        Assert.NotEqual(first, second);
    }

    private static async Task<SKBitmap> Square(RunningServer server, string id, int level, int column, int row) =>
        SKBitmap.Decode(await server.Client.GetByteArrayAsync($"/v1/layers/{id}/picture/{level}/{column}/{row}"));

    // The tiny model says no word that a search counts.
    private static SlowModel Talker() => new(image => image.Pixels[0] < 125 ? "two ponds beside a road" : "a green forest");

    private static string Text(JsonElement tile) => tile.GetProperty("caption").GetString()!;

    private static int[] Box(JsonElement tile) => [.. tile.GetProperty("box").EnumerateArray().Select(number => number.GetInt32())];

    private static double Area(JsonElement ring)
    {
        var points = ring.EnumerateArray().Select(point => (X: point[0].GetDouble(), Y: point[1].GetDouble())).ToArray();
        var sides = points.Zip(points.Skip(1).Append(points[0]));
        return Math.Abs(sides.Sum(side => (side.First.X * side.Second.Y) - (side.Second.X * side.First.Y))) / 2;
    }
}
