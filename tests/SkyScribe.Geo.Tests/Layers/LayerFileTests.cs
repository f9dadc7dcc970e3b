using System.Text.Json;
using Parquet;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;

namespace SkyScribe.Geo.Tests.Layers;

public sealed class LayerFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GeoJson_HasEveryFeatureWithItsValues()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Write("a.geojson")));
        var features = json.RootElement.GetProperty("features");
        Assert.Equal(3, features.GetArrayLength());
        Assert.Equal("[[[0,0],[1,0],[1,1],[0,1],[0,0]]]", features[0].GetProperty("geometry").GetProperty("coordinates").GetRawText());
        var values = features[0].GetProperty("properties");
        Assert.Equal(("said \"é\", 0", 0.5, false), (values.GetProperty("caption").GetString(), values.GetProperty("confidence").GetDouble(),
            values.GetProperty("out_of_domain").GetBoolean()));
        Assert.Equal(["x", "y"], values.GetProperty("attributes").EnumerateArray().Select(item => item.GetString()));
        Assert.True(File.Exists(_folder.PathOf("a.regions.geojson")) && File.Exists(_folder.PathOf("a.summary.json")));
        Assert.False(File.Exists(_folder.PathOf("a.failed.geojson")));
    }

    [Theory]
    [InlineData("a.geojsonl", "")]
    [InlineData("a.geojsonseq", "\u001e")]
    public void GeoJsonLines_AreAFeatureEach(string name, string separator)
    {
        string[] lines = File.ReadAllLines(Write(name));
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.StartsWith(separator + "{\"type\":\"Feature\"", line, StringComparison.Ordinal));
        Assert.All(lines, line => JsonDocument.Parse(line[separator.Length..]).Dispose());
    }

    [Fact]
    public void Csv_HasPolygonsAsText()
    {
        string text = File.ReadAllText(Write("a.csv"));
        Assert.StartsWith("wkt,crs,caption,confidence,", text, StringComparison.Ordinal);
        Assert.Contains("\r\n\"POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))\",EPSG:4326,\"said \"\"é\"\", 0\",0.5,false,x y,", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GeoParquet_SaysWhatItsColumnsAreAndSortsThem()
    {
        await using var reader = await ParquetReader.CreateAsync(Write("a.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        using var geo = JsonDocument.Parse(reader.CustomMetadata["geo"]);
        Assert.Equal("1.1.0", geo.RootElement.GetProperty("version").GetString());
        var column = geo.RootElement.GetProperty("columns").GetProperty("geometry");
        Assert.Equal("[0,0,11,1]", column.GetProperty("bbox").GetRawText());
        Assert.False(column.TryGetProperty("crs", out _));   // no PROJJSON, and a way to WGS 84: the default
        Assert.Equal("[\"bbox\",\"xmin\"]", column.GetProperty("covering").GetProperty("bbox").GetProperty("xmin").GetRawText());
    }

    [Fact]
    public void GeoJson_WithoutAWayToWgs84_IsRefusedBeforeTheWork()
    {
        var problem = Assert.Throws<OptionException>(() => LayerFile.RequireKnown("a.geojson", LayerReference.Unknown));
        Assert.Contains(".gpkg", problem.Message, StringComparison.Ordinal);
        LayerFile.RequireKnown("a.csv", LayerReference.Unknown);
    }

    [Fact]
    public void Formats_AreReadByOgr()
    {
        foreach (string name in new[] { "a.gpkg", "a.geojson", "a.geojsonseq" })
        {
            string info = Gdal.Run("ogrinfo", "-al", Write(name));
            Assert.Contains("Feature Count: 3", info, StringComparison.Ordinal);
            Assert.Contains("caption (String) = said \"é\", 2", info, StringComparison.Ordinal);
        }
    }

    private string Write(string name)
    {
        string path = _folder.PathOf(name);
        var schema = new LayerSchema(["x"]);
        LayerFile.Write(path, new LayerContent
        {
            Path = path, Schema = schema, Description = "d", Time = DateTime.UnixEpoch, Summary = () => [new SummaryRow("x", 3, 1, null, null)],
            Reference = new LayerReference { Name = "WGS 84", Epsg = 4326, ToWgs84 = (x, y) => (x, y) },
            Features = table => table == LayerTable.Failed ? [] : Enumerable.Range(0, 3).Select(i => new LayerFeature(
                table, [[(i * 5, 0), ((i * 5) + 1, 0), ((i * 5) + 1, 1), (i * 5, 1)]], table == LayerTable.Tiles
                    ? [$"said \"é\", {i}", i == 2 ? null : 0.5, false, new[] { "x", "y" }, -1.5, 1.0, "r", i, 0, 0, 0, 16, 16, 0.5, 0.5, "m", 0.25]
                    : [$"said {i}", 4L, 0.5, null, "r", "#808080", "m"])),
        });
        return path;
    }
}
