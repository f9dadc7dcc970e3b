using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Search;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;

namespace SkyScribe.Geo.Tests.Search;

public sealed class LayerSearchTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.gpkg")]
    [InlineData("a.parquet")]
    [InlineData("a.geojson")]
    [InlineData("a.geojsonl")]
    [InlineData("a.geojsonseq")]
    [InlineData("a.csv")]
    public async Task Rows_OfEachFormat_AreFoundByWordAndByAttribute(string name)
    {
        string layer = await Layer(name);
        var byWord = LayerSearch.Find(layer, "the pixel 200", 100);
        Assert.Equal(12, byWord.Rows.Count);   // six with both words, then six with one
        Assert.All(byWord.Rows.Take(6), found => Assert.Equal("pixel 200 200 200", found.Row.Caption));
        var byAttribute = LayerSearch.Find(layer, "waters", 4);
        Assert.Equal(4, byAttribute.Rows.Count);
        Assert.All(byAttribute.Rows, found => Assert.Equal(["water"], found.Row.Attributes));
        string output = _folder.PathOf("found.gpkg");
        LayerSearch.Write(output, byAttribute.Rows, byAttribute.Reference, "waters");
        var again = LayerSearch.Find(output, "water", 10);
        Assert.Equal(byAttribute.Rows.Select(found => found.Row.Polygons[0][0]), again.Rows.Select(found => found.Row.Polygons[0][0]));
        Assert.Equal(byAttribute.Reference.Epsg, again.Reference.Epsg);
        Assert.IsType<long>(again.Rows[0].Row.Values["pixel_left"]);
        Assert.Equal(0.5, again.Rows[0].Row.Values["confidence"]);
    }

    [Theory]
    [InlineData("found.gpkg")]
    [InlineData("found.parquet")]
    [InlineData("found.csv")]
    public void Columns_OfAnyNames_AreWrittenApart(string output)
    {
        string file = _folder.PathOf("a.geojson");
        File.WriteAllText(file, """
            {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},
            "properties":{"caption":"a road","my note":"x","My Note":"y","fid":7,"a\"b, c":1,"q); DROP TABLE tiles; --":2,"n\u0000":3,"rank":9}}]}
            """);
        var found = LayerSearch.Find(file, "road", 5);
        LayerSearch.Write(_folder.PathOf(output), found.Rows, found.Reference, "road");
        var values = LayerReader.Read(_folder.PathOf(output)).Rows.Single().Values;
        Assert.Equal(("x", "y"), ((string)values["my note"]!, (string)values["My Note_2"]!));
        Assert.Equal([1L, 7L, 1L, 2L, 3L], new[] { "rank", "fid_2", "a\"b, c", "q); DROP TABLE tiles; --", "n_" }.Select(name => values[name]));
    }

    [Fact]
    public void GeoPackage_WhoseTilesAreAView_IsRefusedBeforeItComputes()
    {
        string file = _folder.PathOf("a.gpkg");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE gpkg_contents (table_name, srs_id); CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id, definition);
                CREATE VIEW tiles AS WITH RECURSIVE n (fid, caption) AS (SELECT 1, 'x' UNION ALL SELECT fid + 1, 'x' FROM n) SELECT * FROM n;
                """;
            command.ExecuteNonQuery();
        }

        Assert.Contains("no layer 'tiles'", Assert.Throws<GeoException>(() => LayerSearch.Find(file, "x", 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OfCaption_AreFound()
    {
        string file = _folder.PathOf("captions.jsonl");
        File.WriteAllText(file, """
            {"image":"a.jpg","caption":"a tennis court beside a road","confidence":0.5,"attributes":[{"name":"tennis","probability":0.9,"sampled":true},{"name":"sea","probability":0.1,"sampled":false}]}
            {"image":"b.jpg","error":"no picture"}
            {"image":"c.jpg","caption":"two roads","confidence":0.9,"attributes":[]}

            """);
        Assert.Equal(["a.jpg", "c.jpg"], LayerSearch.Find(file, "tennis courts beside a road", 5).Rows.Select(found => found.Row.Values["image"]));
        Assert.Empty(LayerSearch.Find(file, "sea", 5).Rows);
        Assert.Throws<OptionException>(
            () => LayerSearch.Write(_folder.PathOf("x.gpkg"), LayerSearch.Find(file, "road", 5).Rows, Geo.Layers.LayerReference.Unknown, "road"));
    }

    [Theory]
    [InlineData("a.gpkg", "hello")]
    [InlineData("a.parquet", "hello")]
    [InlineData("a.geojson", "{\"features\":3}")]
    [InlineData("a.geojson", "[")]
    [InlineData("a.geojsonl", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[\"x\"]]]}}")]
    [InlineData("a.jsonl", "3")]
    [InlineData("a.csv", "b,c\r\n1,2\r\n")]
    [InlineData("a.shp", "")]
    public void File_ThatIsNoLayer_IsRefusedByName(string name, string text)
    {
        string file = _folder.PathOf(name);
        File.WriteAllText(file, text);
        Assert.StartsWith(file, Assert.Throws<GeoException>(() => LayerSearch.Find(file, "road", 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_OfFillersOnly_IsRefused()
    {
        string layer = await Layer("a.gpkg");
        Assert.Throws<OptionException>(() => LayerSearch.Find(layer, "the \" of", 5));
    }

    private async Task<string> Layer(string name)
    {
        string output = _folder.PathOf(name),
            raster = new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 }.At(500_000, 5_000_000, 2).Write(_folder.PathOf("a.tif"));
        await new RasterJob(new EchoCaptioner(), [raster], new RasterOptions { Tile = 16, Overlap = 0 }, output).RunAsync(
            false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        return output;
    }
}
