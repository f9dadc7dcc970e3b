using System.Globalization;
using System.Text.Json;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Jobs;

public sealed class StacItemTests : IDisposable
{
    private static readonly RasterOptions Options = new() { Tile = 16, Overlap = 0 };
    private readonly TestFolder _folder = new();
    private readonly EchoCaptioner _model = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Item_OfALayer_HasItsOutlineAsGdalHasIt_AndItsFiles()
    {
        string raster = new TiffMaker().At(500_000, 5_000_000, 2).Write(_folder.PathOf("a.tif"));
        File.SetLastWriteTimeUtc(raster, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        var item = await Item(raster, "my city.geojson");
        Assert.Equal(("Feature", "1.1.0", "my city"), (Text(item, "type"), Text(item, "stac_version"), Text(item, "id")));
        var properties = item.GetProperty("properties");
        Assert.Equal(("2024-05-06T07:08:09Z", "EPSG:32633", "echo"), (Text(properties, "datetime"), Text(properties, "proj:code"),
            Text(properties, "skyscribe:model")));
        Assert.Equal(12, properties.GetProperty("skyscribe:tiles").GetInt32());
        var assets = item.GetProperty("assets").EnumerateObject().ToDictionary(asset => asset.Name, asset => Text(asset.Value, "href"));
        Assert.Equal(["layer", "regions"], assets.Keys.Where(name => name is not "summary").Order());
        Assert.Equal(("./my%20city.geojson", "./my%20city.regions.geojson"), (assets["layer"], assets["regions"]));
        Assert.All(assets.Values, href => Assert.True(File.Exists(_folder.PathOf(Uri.UnescapeDataString(href)))));

        double[] box = [.. item.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble())];
        double[] expected = Box(Gdal.Run("ogrinfo", "-so", _folder.PathOf("my city.geojson"), "tiles"));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], box[i], 5);
        }

        Assert.Equal("MultiPolygon", Text(item.GetProperty("geometry"), "type"));
        var ring = item.GetProperty("geometry").GetProperty("coordinates")[0][0];
        Assert.Equal(ring[0].GetRawText(), ring[ring.GetArrayLength() - 1].GetRawText());
    }

    [Fact]
    public async Task Item_OfARasterWithoutAPlace_HasNoGeometryAndNoBox()
    {
        var item = await Item(new TiffMaker().Write(_folder.PathOf("a.tif")), "a.gpkg");
        Assert.Equal(JsonValueKind.Null, item.GetProperty("geometry").ValueKind);
        Assert.False(item.TryGetProperty("bbox", out _));
        Assert.Equal("layer", Assert.Single(item.GetProperty("assets").EnumerateObject()).Name);   // a GeoPackage has all tables itself
    }

    [Fact]
    public async Task Item_AcrossTheAntimeridian_HasItsWestAboveItsEast()
    {
        string raster = new TiffMaker().At(179.9, 10, 0.005, 4326).Write(_folder.PathOf("a.tif"));
        var box = (await Item(raster, "a.gpkg")).GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()).ToArray();
        Assert.Equal(179.9, box[0], 6);
        Assert.InRange(box[2], -180, -179);
    }

    private static double[] Box(string info)
    {
        string line = info.Split('\n').Single(one => one.StartsWith("Extent:", StringComparison.Ordinal));
        return [.. line["Extent:".Length..].Split(['(', ')', ',', ' ', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> Item(string raster, string output)
    {
        var job = new RasterJob(_model, [raster], Options, _folder.PathOf(output)) { Stac = true };
        await job.RunAsync(resume: false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        string path = StacItem.PathOf(_folder.PathOf(output));
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.Clone();
    }
}
