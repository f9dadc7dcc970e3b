using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Reports;

public sealed class ReportPageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Page_HasEveryTileAndNeedsNothingElse()
    {
        string raster = new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 }.At(500_000, 5_000_000, 2).Write(_folder.PathOf("a<b>&.tif")),
            report = _folder.PathOf("report.html");
        await new RasterJob(new EchoCaptioner(), [raster], new RasterOptions { Tile = 16, Overlap = 0 }, _folder.PathOf("a.gpkg")) { Report = report }
            .RunAsync(false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        string page = File.ReadAllText(report);
        Assert.Equal(12, page.Split("<rect ").Length - 1);
        Assert.Equal(2, page.Split("tabindex=\"0\"").Length);
        Assert.Contains("aria-label=\"pixel 200 200 200 (confidence 0.50)\"", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.Contains("a&lt;b&gt;&amp;.tif", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Contains("<option>water</option>", page, StringComparison.Ordinal);
    }
}
