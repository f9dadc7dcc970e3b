using CsCheck;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Search;

/// <summary>Damaged layers are read or refused.</summary>
public sealed class LayerFuzzTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task GeoPackage_Damaged_IsReadOrRefused() => Damaged("fuzz.gpkg");

    // A damaged layer that a fuzz of the reader found: Parquet.Net 6.1.0 reads it without end.
    [Fact]
    public void Parquet_ThatIsReadWithoutEnd_IsRefusedAfterAWhile() => Assert.Contains("is not read after 1 s", Assert.Throws<GeoException>(
        () => LayerReader.ReadParquet(SharedFiles.Fixture("layers/endless.parquet"), TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);

    // Without .parquet: Parquet.Net 6.1.0 reads some damaged files without end (docs/results/fuzz.md), which costs a thread each.
    [Theory]
    [InlineData("fuzz.geojson")]
    [InlineData("fuzz.geojsonl")]
    [InlineData("fuzz.csv")]
    public Task Text_Damaged_IsReadOrRefused(string name) => Damaged(name);

    private async Task Damaged(string name, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        string sound = _folder.PathOf(Path.ChangeExtension("sound", Path.GetExtension(name))), path = _folder.PathOf(name);
        string raster = new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 }.At(500_000, 5_000_000, 2).Write(_folder.PathOf("a.tif"));
        await new RasterJob(new EchoCaptioner(), [raster], new RasterOptions { Tile = 16, Overlap = 0 }, sound).RunAsync(
            false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        byte[] good = await File.ReadAllBytesAsync(sound, TestContext.Current.CancellationToken);
        Fuzzing.Sample(
            Gen.Select(Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 8], Gen.Int[0, 20]), 200,
            damage =>
            {
                var (changes, cut) = damage;
                byte[] bad = [.. good];
                foreach (var (at, value) in changes)
                {
                    bad[at % bad.Length] = value;
                }

                File.WriteAllBytes(path, cut == 0 ? bad[..(changes[0].Item1 % bad.Length)] : bad);
                try
                {
                    var found = LayerSearch.Find(path, "pixel water 200", 5);
                    if (found.Rows.Any(row => row.Row.Polygons.Count > 0))
                    {
                        LayerSearch.Write(_folder.PathOf("found.gpkg"), found.Rows, LayerReference.Unknown, "x");
                    }
                }
                catch (SkyScribeException)
                {
                }
            },
            $"{test}({name})");
    }
}
