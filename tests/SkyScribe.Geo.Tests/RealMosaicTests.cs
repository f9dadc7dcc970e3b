using System.Text.Json;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests;

/// <summary>Real pictures as the tiles of a raster.</summary>
public sealed class RealMosaicTests : IDisposable
{
    private const int Across = 4, Down = 3;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ucm", 256, 9)]
    [InlineData("rsicd", 224, 53)]
    public async Task Tiles_ThatArePicturesOfVal_GetThePicturesOwnCaptions(string name, int side, int each)
    {
        string data = SharedFiles.Require($"data/{name}");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, $"dataset_{name}.json")));
        var files = json.RootElement.GetProperty("images").EnumerateArray().Where(image => image.GetProperty("split").GetString() == "val")
            .Select(image => image.GetProperty("filename").GetString()!).ToHashSet();
        var pictures = Directory.EnumerateFiles(data, "*.*", SearchOption.AllDirectories).Where(file => files.Contains(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal)
            .Where((_, i) => i % each == 0).Select(file => ImageReader.Read(file)).Where(picture => picture.Width == side && picture.Height == side)
            .Take(Across * Down).ToArray();
        Assert.Equal(Across * Down, pictures.Length);
        string path = new TiffMaker
        {
            Width = Across * side, Height = Down * side, Compression = 8, TileSize = 32,
            Value = (x, y, b) => pictures[(y / side * Across) + (x / side)].Pixels[(3 * ((y % side * side) + (x % side))) + b],
        }.At(0, 0, 0.3).Write(_folder.PathOf("mosaic.tif"));
        using var model = Captioner.Load();
        var captions = new List<Caption>();
        await foreach (var tile in new RasterCaptioner(model, new RasterOptions { Tile = side, Overlap = 0, KeepPixels = true }).DescribeAsync(
            path, TestContext.Current.CancellationToken))
        {
            captions.Add(tile.Caption!);
        }

        var single = pictures.Select(picture => model.Describe(picture)).ToArray();
        Assert.Equal(single.Select(caption => (caption.Text, caption.Confidence, caption.LogProbability)),
            captions.Select(caption => (caption.Text, caption.Confidence, caption.LogProbability)));
    }
}
