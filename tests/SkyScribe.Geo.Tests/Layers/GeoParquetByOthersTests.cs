using System.Text.Json;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Search;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Layers;

/// <summary>GeoParquet as npm's hyparquet and geoparquet read it.</summary>
public sealed class GeoParquetByOthersTests : IDisposable
{
    private const string Script = """
        import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
        import { compressors } from 'hyparquet-compressors'
        import { toGeoJson } from 'geoparquet'
        const file = await asyncBufferFromFile(process.argv[2])
        const metadata = await parquetMetadataAsync(file)
        const geo = JSON.parse(metadata.key_value_metadata.find(pair => pair.key === 'geo').value)
        const rows = await parquetReadObjects({ file, metadata, compressors })
        const json = await toGeoJson({ file, compressors })
        console.log(JSON.stringify({ geo, rows, features: json.features }, (key, value) => typeof value === 'bigint' ? Number(value) : value))
        """;

    private static readonly string[] Packages = ["hyparquet@1.31.5", "geoparquet@0.6.0", "hyparquet-compressors@1.1.1"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(32633)]
    [InlineData(4326)]
    public async Task Layer_ReadByHyparquetAndGeoparquet_HasItsRowsPolygonsAndSystem(int epsg)
    {
        string output = _folder.PathOf("a.parquet");
        var maker = new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 };
        string raster = (epsg == 4326 ? maker.At(15, 45, 0.001, 4326) : maker.At(500_000, 5_000_000, 2)).Write(_folder.PathOf("a.tif"));
        await new RasterJob(new EchoCaptioner(), [raster], new RasterOptions { Tile = 16, Overlap = 0 }, output) { Columns = ["water"] }.RunAsync(
            false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        using var read = JsonDocument.Parse(Npm.Run(Packages, Script, output));
        var geo = read.RootElement.GetProperty("geo");
        Assert.Equal("1.1.0", geo.GetProperty("version").GetString());
        var column = geo.GetProperty("columns").GetProperty("geometry");
        Assert.Equal(epsg, column.GetProperty("crs").GetProperty("id").GetProperty("code").GetInt32());
        var own = LayerReader.Read(output).Rows.ToArray();
        JsonElement[] rows = [.. read.RootElement.GetProperty("rows").EnumerateArray()], features = [
            .. read.RootElement.GetProperty("features").EnumerateArray()];
        Assert.Equal((12, 12), (rows.Length, features.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            var (row, values) = (rows[i], own[i].Values);
            Assert.Equal(own[i].Caption, row.GetProperty("caption").GetString());
            Assert.Equal((long)values["pixel_left"]!, row.GetProperty("pixel_left").GetInt64());
            Assert.Equal(values["longitude"], row.GetProperty("longitude").GetDouble());
            Assert.Equal(values["p_water"], row.GetProperty("p_water").GetDouble());
            Assert.Equal(values["out_of_domain"], row.GetProperty("out_of_domain").GetBoolean());
            Assert.Equal(own[i].Attributes, row.GetProperty("attributes").EnumerateArray().Select(text => text.GetString()!));
            var polygon = features[i].GetProperty("geometry");
            Assert.Equal("Polygon", polygon.GetProperty("type").GetString());
            var ring = polygon.GetProperty("coordinates")[0].EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())).ToArray();
            Assert.Equal(own[i].Polygons[0][0].Append(own[i].Polygons[0][0][0]), ring);
            var box = row.GetProperty("bbox");
            Assert.Equal((ring.Min(point => point.Item1), ring.Max(point => point.Item2)),
                (box.GetProperty("xmin").GetDouble(), box.GetProperty("ymax").GetDouble()));
        }
    }
}
