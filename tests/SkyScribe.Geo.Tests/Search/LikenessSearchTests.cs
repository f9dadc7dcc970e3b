using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tests.Search;

/// <summary>Tiles that look like a picture, by the bundled model's features.</summary>
public sealed class LikenessSearchTests(LikenessSearchTests.Model model) : IClassFixture<LikenessSearchTests.Model>, IDisposable
{
    private const int Side = 64;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.gpkg")]
    [InlineData("a.parquet")]
    [InlineData("a.geojsonl")]
    [InlineData("a.csv")]
    public async Task Tiles_OfALayer_AreMostLikeThemselvesThenTheirLike(string name)
    {
        string layer = await Layer(name);
        string picture = Picture(Stripes);   // what the second column of tiles shows
        var (rows, _) = LikenessSearch.Find(layer, model.Captioner, picture, 12);
        Assert.Equal(12, rows.Count);
        Assert.All(rows.Take(4), found =>
        {
            Assert.InRange(found.Likeness!.Value, 0.999, 1.001);
            Assert.Equal(1L, Convert.ToInt64(found.Row.Values["tile_column"], System.Globalization.CultureInfo.InvariantCulture));
        });
        Assert.True(rows[4].Likeness < 0.99);
        Assert.Equal(rows.Select(found => -found.Likeness!.Value).Order(), rows.Select(found => -found.Likeness!.Value));
    }

    [Fact]
    public async Task Write_WhatWasFound_HasTheLikenessAndNoRowOfAFileThatIsNotThere()
    {
        var (rows, reference) = LikenessSearch.Find(await Layer("a.gpkg"), model.Captioner, Picture(Stripes), 3);
        string output = _folder.PathOf("found.gpkg");
        LayerSearch.Write(output, rows, reference, "pictures");
        var row = LayerReader.Read(output).Rows.First();
        Assert.InRange((double)row.Values["likeness"]!, 0.999, 1.001);
        Assert.DoesNotContain(LayerSchema.FeatureRow, row.Values.Keys);
        var problem = Assert.Throws<GeoException>(() => LikenessSearch.Find(output, model.Captioner, Picture(Stripes), 3));
        Assert.Contains("raster --features", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layer_OfAnotherModelOrAnotherTable_IsRefused()
    {
        string layer = await Layer("a.csv"), picture = Picture(Stripes);
        using (var stream = File.Create(LayerFile.FeaturesPathOf(layer)))
        {
            HalfTable.Write(stream, 1, [HalfTable.ToBytes([1, 2, 3])]);
        }

        Assert.Contains("1 rows of 3 numbers", Assert.Throws<GeoException>(() => LikenessSearch.Find(layer, model.Captioner, picture, 3)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(layer, File.ReadAllText(layer).Replace(model.Captioner.Origin.ModelHash, "abc", StringComparison.Ordinal));
        Assert.Contains("of model abc", Assert.Throws<GeoException>(() => LikenessSearch.Find(layer, model.Captioner, picture, 3)).Message,
            StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => LikenessSearch.Find(layer, new EchoCaptioner(), picture, 3));
    }

    [Fact]
    public async Task Features_AfterAStopAndWithOtherThreads_AreTheSameBytes()
    {
        byte[] whole = File.ReadAllBytes(LayerFile.FeaturesPathOf(await Layer("a.gpkg")));
        string output = _folder.PathOf("b.gpkg");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Job(model.Captioner, output).RunAsync(
            false, new StopAtOnce(stop), _ => { }, stop.Token));
        using var two = Captioner.Load(null, new CaptionerOptions { Threads = 2 });
        await Job(two, output).RunAsync(true, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(whole, File.ReadAllBytes(LayerFile.FeaturesPathOf(output)));
        await new RasterJob(model.Captioner, [Raster()], Options with { Features = false }, output).RunAsync(
            false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(LayerFile.FeaturesPathOf(output)));   // they would be of another layer
    }

    [Fact]
    public async Task Model_ThatIsNoPackage_IsRefused() => Assert.Contains("--features", (await Assert.ThrowsAsync<OptionException>(
        () => Job(new EchoCaptioner(), _folder.PathOf("a.gpkg")).RunAsync(
            false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

    private static RasterOptions Options => new() { Tile = Side, Overlap = 0, KeepPixels = true, Features = true };

    private static byte Stripes(int x, int y, int band) => (byte)(x / 8 % 2 == 0 ? 40 : 200 - (20 * band));

    private static byte Checks(int x, int y, int band) => (byte)((x / 4 + y / 4) % 2 == 0 ? 255 : 30 * band);

    private static byte Green(int x, int y, int band) => (byte)(band == 1 ? 90 + (x * y % 23) : 30);

    private RasterJob Job(IImageCaptioner captioner, string output) => new(captioner, [Raster()], Options, output);

    // Three columns of tiles, each of one kind, in four rows.
    private string Raster()
    {
        string path = _folder.PathOf("a.tif");
        return File.Exists(path) ? path : new TiffMaker
        {
            Width = 3 * Side, Height = 4 * Side,
            Value = (x, y, b) =>
                (x / Side) switch { 0 => Green(x % Side, y % Side, b), 1 => Stripes(x % Side, y % Side, b), _ => Checks(x % Side, y % Side, b) },
        }.At(500_000, 5_000_000, 0.3).Write(path);
    }

    private string Picture(Func<int, int, int, byte> value)
    {
        string path = _folder.PathOf("like.png");
        var picture = new RgbImage(Side, Side, [.. Enumerable.Range(0, 3 * Side * Side).Select(i => value(i / 3 % Side, i / 3 / Side, i % 3))]);
        ImageWriter.WritePng(path, picture);
        return path;
    }

    private async Task<string> Layer(string name)
    {
        string output = _folder.PathOf(name);
        await Job(model.Captioner, output).RunAsync(false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        return output;
    }

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<RasterProgress>
    {
        public void Report(RasterProgress value) => stop.Cancel();
    }

    public sealed class Model : IDisposable
    {
        public Captioner Captioner { get; } = Captioner.Load(null, new CaptionerOptions { Threads = 1 });

        public void Dispose() => Captioner.Dispose();
    }
}
