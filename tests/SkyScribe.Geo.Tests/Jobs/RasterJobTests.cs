using Microsoft.Data.Sqlite;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;

namespace SkyScribe.Geo.Tests.Jobs;

public sealed class RasterJobTests : IDisposable
{
    private static readonly RasterOptions Options = new() { Tile = 16, Overlap = 0 };
    private readonly TestFolder _folder = new();
    private readonly EchoCaptioner _model = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tiles_OfARaster_AreWhatTheModelSaysOfTheirPixels()
    {
        var maker = new TiffMaker();
        string output = await Run(maker.At(1000, 2000, 2), "a.gpkg");
        var rows = Query(output,
            "SELECT caption, tile_row, tile_column, pixel_left, pixel_top, valid_share, confidence, model FROM tiles ORDER BY fid");
        Assert.Equal(12, rows.Count);
        foreach (var row in rows)
        {
            int x = (int)(long)row[3], y = (int)(long)row[4];
            Assert.Equal($"pixel {maker.Value(x, y, 0)} {maker.Value(x, y, 1)} {maker.Value(x, y, 2)}", row[0]);
            Assert.Equal((y / 16, x / 16), ((int)(long)row[1], (int)(long)row[2]));
            Assert.Equal((1.0, 0.5, "echo"), ((double)row[5], (double)row[6], (string)row[7]));
        }
    }

    [Fact]
    public async Task Run_CutOffAnywhere_AndResumedAsOftenAsItTakes_GivesTheSameFileAndRepeatsNothing()
    {
        string whole = await Run(new TiffMaker { IsSparse = _ => false }.At(0, 0, 1), "whole.gpkg");
        int needed = _model.Pictures;
        string path = _folder.PathOf("a.tif"), output = _folder.PathOf("again.gpkg");
        for (int round = 0; round < 20 && !File.Exists(output); round++)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                await new RasterJob(_model, [path], Options, output).RunAsync(resume: true, new StopAfter(round % 4, stop), _ => { }, stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(output));
        Assert.False(File.Exists(output + ".part"));
        Assert.InRange(_model.Pictures - needed, needed, needed + (20 * 8));   // what is under way when a run is stopped is lost: at most a batch
    }

    [Fact]
    public async Task Raster_WithoutData_GivesALayerWithoutRows()
    {
        string output = await Run(new TiffMaker { TileSize = 16, IsSparse = _ => true }.At(0, 0, 1), "a.gpkg");
        Assert.Equal(0L, Query(output, "SELECT count(*) FROM tiles")[0][0]);
        Assert.Equal(0, _model.Pictures);
    }

    [Fact]
    public async Task Strip_ThatDoesNotDecode_IsListedAndTheRestGoesOn()
    {
        string output = await Run(new TiffMaker { Compression = 8, Damage = (block, bytes) => block == 1 ? [1, 2, 3] : bytes }.At(0, 0, 1), "a.gpkg");
        Assert.Equal(8L, Query(output, "SELECT count(*) FROM tiles")[0][0]);
        var failed = Query(output, "SELECT problem, pixel_top FROM failed");
        Assert.Equal(4, failed.Count);
        Assert.All(failed, row => Assert.Contains("row 16 does not decode", (string)row[0], StringComparison.Ordinal));
        Assert.All(failed, row => Assert.Equal(16L, row[1]));
    }

    [Fact]
    public async Task Layers_AreReadByOgr_WithTheirSystemPlaceAndRegions()
    {
        string output = await Run(new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 }.At(500_000, 5_000_000, 2), "a.gpkg", ["water"]);
        string info = Gdal.Run("ogrinfo", "-al", output);
        Assert.Contains("ID[\"EPSG\",32633]", info, StringComparison.Ordinal);
        Assert.Contains("p_water (Real) = 0.7843", info, StringComparison.Ordinal);
        Assert.Contains("POLYGON ((500000 5000000,500000 4999968,500032 4999968,500032 5000000,500000 5000000))", info, StringComparison.Ordinal);
        Assert.Contains("POLYGON ((500000 5000000,500000 4999904,500064 4999904,500064 5000000,500000 5000000))", info.Replace(
            "500000 5000000,500064 5000000,500064 4999904,500000 4999904,500000 5000000",
            "500000 5000000,500000 4999904,500064 4999904,500064 5000000,500000 5000000", StringComparison.Ordinal), StringComparison.Ordinal);
        string valid = Gdal.Run("ogrinfo", output, "-sql", "SELECT COUNT(*) AS n FROM regions WHERE NOT ST_IsValid(geom)", "-dialect", "SQLite");
        Assert.Contains("n (Integer) = 0", valid, StringComparison.Ordinal);
        Assert.Equal(("water", 6L, 0.5), Query(output, "SELECT attribute, tiles, tile_share FROM summary")
            .Select(row => ((string)row[0], (long)row[1], (double)row[2])).Single());
    }

    [Fact]
    public async Task Raster_WithoutAPlace_IsInPixelsAndSaysSo()
    {
        string output = await Run(new TiffMaker(), "a.gpkg");
        Assert.Equal(-1L, Query(output, "SELECT srs_id FROM gpkg_contents WHERE table_name = 'tiles'")[0][0]);
        var job = new RasterJob(_model, [_folder.PathOf("a.tif")], Options, output);
        Assert.Contains(job.Plans[0].Notes, note => note.Contains("coordinates are its pixels", StringComparison.Ordinal));
    }

    [Fact]
    public void Rasters_OfTwoSystems_DoNotGoIntoOneFile()
    {
        string first = new TiffMaker().At(0, 0, 1).Write(_folder.PathOf("a.tif")),
            second = new TiffMaker().At(0, 0, 1, 4326).Write(_folder.PathOf("b.tif"));
        Assert.Contains("EPSG:32633", Assert.Throws<GeoException>(
            () => new RasterJob(_model, [first, second], Options, _folder.PathOf("x.gpkg"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ending_ThatIsNotKnown_IsRefusedWithThoseThatAre() =>
        Assert.Contains(".gpkg", Assert.Throws<OptionException>(
        () => new RasterJob(_model, [new TiffMaker().Write(_folder.PathOf("a.tif"))], Options, "a.shp")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Raster_ThatChangesInTheRun_StopsIt()
    {
        string path = new TiffMaker().Write(_folder.PathOf("a.tif"));
        var job = new RasterJob(_model, [path], Options, _folder.PathOf("a.gpkg"));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1));
        Assert.Contains("was changed", (await Assert.ThrowsAsync<GeoException>(() => job.RunAsync(false, new Nobody(), _ => { }, default))).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("a.gpkg")));
    }

    [Fact]
    public async Task Shards_OfARaster_AreTogetherTheWhole()
    {
        string path = new TiffMaker().Write(_folder.PathOf("a.tif"));
        var captioner = new RasterCaptioner(_model, Options);
        var plan = captioner.Plan(path);
        var whole = await captioner.DescribeAsync(path, TestContext.Current.CancellationToken).Select(tile => (tile.Tile.Index, tile.Caption!.Text))
            .ToListAsync(TestContext.Current.CancellationToken);
        var parts = new List<(long, string)>();
        foreach (var shard in plan.Shards(2).Reverse())
        {
            parts.AddRange(await captioner.DescribeAsync(plan, shard, TestContext.Current.CancellationToken)
                .Select(tile => (tile.Tile.Index, tile.Caption!.Text)).ToListAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(whole, parts.Order());
    }

    private async Task<string> Run(TiffMaker maker, string name, IReadOnlyList<string>? columns = null)
    {
        string output = _folder.PathOf(name);
        var job = new RasterJob(_model, [maker.Write(_folder.PathOf("a.tif"))], Options, output) { Columns = columns ?? [] };
        await job.RunAsync(resume: false, new Nobody(), _ => { }, TestContext.Current.CancellationToken);
        return output;
    }

    private static List<object[]> Query(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private sealed class Nobody : IProgress<RasterProgress>
    {
        public void Report(RasterProgress value)
        {
        }
    }

    private sealed class StopAfter(int reports, CancellationTokenSource stop) : IProgress<RasterProgress>
    {
        private int _seen;

        public void Report(RasterProgress value)
        {
            if (_seen++ >= reports)
            {
                stop.Cancel();
            }
        }
    }
}
