using System.Diagnostics;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Layers;

/// <summary>What QGIS makes of a layer's own style and of the files in <c>deploy/qgis</c>.</summary>
public sealed class QgisTests : IDisposable
{
    private const string Python = "/usr/bin/python3";   // Debian's, which has QGIS's modules

    private const string Look = """
        import sys
        from qgis.core import QgsApplication, QgsProject
        app = QgsApplication([], False)
        app.initQgis()
        exec(open("add_skyscribe_layers.py").read())
        for layer in add_layers(sys.argv[1]):
            if len(sys.argv) > 2:
                layer.loadNamedStyle(layer.name().split()[-1] + ".qml")
            renderer = layer.renderer()
            symbols = [s.color().name() for s in renderer.symbols(__import__("qgis.core").core.QgsRenderContext())]
            print("|".join([layer.name(), layer.crs().authid(), str(layer.featureCount()), renderer.type(), layer.displayExpression(), str(len(symbols)),
                layer.mapTipTemplate()]))
        app.exitQgis()
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tiles")]
    [InlineData("regions")]
    public void Styles_ToLoad_AreThoseWithinGeoPackages(string table)
    {
        string path = Path.Combine(SharedFiles.Root, "deploy", "qgis", table + ".qml");
        string style = QgisStyle.Of(Enum.Parse<LayerTable>(table, ignoreCase: true)) + "\n";
        if (Environment.GetEnvironmentVariable("SKYSCRIBE_REWRITE") == "1")
        {
            File.WriteAllText(path, style);
        }

        Assert.Equal(style, File.ReadAllText(path));
    }

    [Fact]
    public async Task Qgis_OpensALayer_WithItsOwnStyleAndWithTheFiles()
    {
        string raster = new TiffMaker { Value = (x, _, _) => x < 32 ? 10 : 200 }.At(500_000, 5_000_000, 2).Write(_folder.PathOf("a.tif"));
        string layer = _folder.PathOf("city.gpkg"), script = _folder.PathOf("look.py");
        var job = new RasterJob(new EchoCaptioner(), [raster], new RasterOptions { Tile = 16, Overlap = 0 }, layer);
        await job.RunAsync(resume: false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        File.WriteAllText(script, Look);
        Assert.SkipUnless(
            File.Exists(Python) && (await Run("-c", "import qgis.core")).Code == 0, "needs QGIS's Python modules (Debian: python3-qgis)");
        foreach (string[] more in (string[][])[[], ["files"]])
        {
            var (code, said) = await Run([script, layer, .. more]);
            Assert.True(code == 0, said);
            string[] lines = [.. said.Split('\n').Where(line => line.Contains('|', StringComparison.Ordinal))];
            const string tip = "<b>[% \"caption\" %]</b><br>confidence [% \"confidence\" %]";
            Assert.Equal([$"city regions|EPSG:32633|2|singleSymbol|\"caption\"|1|{tip}", $"city tiles|EPSG:32633|12|graduatedSymbol|\"caption\"|5|{tip}"],
                lines);
        }
    }

    private async Task<(int Code, string Said)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(SharedFiles.Root, "deploy", "qgis"),
        };
        start.Environment["QT_QPA_PLATFORM"] = "offscreen";
        start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = start.Environment["HOME"] = _folder.PathOf("home");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await errors);
    }
}
