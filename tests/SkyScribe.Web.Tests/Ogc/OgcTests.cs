using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Ogc;

public sealed class OgcTests
{
    private const string Utm33 = "http://www.opengis.net/def/crs/EPSG/0/32633";

    [Fact]
    public async Task Landing_LinksToAnApiDocumentOfOpenApi30()
    {
        await using var server = await RunningServer.StartAsync();
        var landing = await server.Get("/ogc");
        var links = landing.GetProperty("links").EnumerateArray().ToDictionary(
            link => link.GetProperty("rel").GetString()!, link => link.GetProperty("href").GetString()!);
        var answer = await server.Send("GET", links["service-desc"]);
        Assert.Equal("application/vnd.oai.openapi+json; version=3.0", answer.Content.Headers.ContentType?.ToString());
        var document = await RunningServer.Read(answer, 200);
        Assert.StartsWith("3.0", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.GetProperty("paths").TryGetProperty("/ogc/collections/{collection}/items", out _));
        Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            (await server.Get(links["conformance"])).GetProperty("conformsTo").EnumerateArray().Select(part => part.GetString()));
        Assert.Empty((await server.Get(links["data"])).GetProperty("collections").EnumerateArray());
    }

    [Fact]
    public async Task Items_OverAllPages_AreTheLayersGeoJson()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        foreach (string table in (string[])["tiles", "regions"])
        {
            var file = await server.Get($"/v1/layers/{id}.geojson?table={table}");
            string[] expected = [.. file.GetProperty("features").EnumerateArray().Select(Content)];
            var found = new List<string>();
            for (string? next = $"/ogc/collections/{id}-{table}/items?limit=4"; next is not null;)
            {
                var page = await server.Get(next);
                Assert.Equal(expected.Length, page.GetProperty("numberMatched").GetInt32());
                found.AddRange(page.GetProperty("features").EnumerateArray().Select(Content));
                next = page.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("rel").GetString() == "next")
                    .Select(link => link.GetProperty("href").GetString()).FirstOrDefault();
            }

            Assert.Equal(expected, found);
            var one = await server.Get($"/ogc/collections/{id}-{table}/items/1");
            Assert.Equal(expected[0], Content(one));
        }
    }

    [Fact]
    public async Task Items_InABox_AreThoseThatTouchIt()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var first = (await server.Get($"/ogc/collections/{id}-tiles/items?limit=1")).GetProperty("features")[0].GetProperty("properties");
        double x = first.GetProperty("longitude").GetDouble(), y = first.GetProperty("latitude").GetDouble();
        var page = await server.Get(FormattableString.Invariant($"/ogc/collections/{id}-tiles/items?bbox={x},{y},{x},{y}"));
        Assert.Equal(1, Assert.Single(page.GetProperty("features").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal(0, (await server.Get($"/ogc/collections/{id}-tiles/items?bbox=0,0,1,1")).GetProperty("numberReturned").GetInt32());
    }

    [Fact]
    public async Task Items_InTheRastersOwnSystem_AreAsTheLayerHasThem()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var collection = await server.Get($"/ogc/collections/{id}-tiles");
        Assert.Equal(Utm33, collection.GetProperty("storageCrs").GetString());
        Assert.Contains(Utm33, collection.GetProperty("crs").EnumerateArray().Select(crs => crs.GetString()));
        var answer = await server.Send("GET", $"/ogc/collections/{id}-tiles/items?limit=4&crs={Uri.EscapeDataString(Utm33)}");
        Assert.Equal($"<{Utm33}>", answer.Headers.GetValues("Content-Crs").Single());
        var page = await RunningServer.Read(answer, 200);
        Assert.Equal(
            "[[[500000,5400000],[500000,5399984],[500016,5399984],[500016,5400000],[500000,5400000]]]",
            page.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates").GetRawText());
        var next = page.GetProperty("links").EnumerateArray().First(link => link.GetProperty("rel").GetString() == "next");
        var second = await server.Get(next.GetProperty("href").GetString()!);
        Assert.Equal("500064", second.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0][0][0].GetRawText());
        var one = await server.Get($"/ogc/collections/{id}-tiles/items/1?crs={Uri.EscapeDataString(Utm33)}");
        Assert.Equal(page.GetProperty("features")[0].GetProperty("geometry").GetRawText(), one.GetProperty("geometry").GetRawText());
        var boxed = await server.Get($"/ogc/collections/{id}-tiles/items?bbox=500001,5399990,500002,5399991&bbox-crs={Uri.EscapeDataString(Utm33)}");
        Assert.Equal(1, Assert.Single(boxed.GetProperty("features").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.InRange(boxed.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0][0][0].GetDouble(), 14.9, 15.1);
    }

    [Fact]
    public async Task Items_OfASystemWithLatitudeFirst_KeepEpsgsOrder_AndAWorldInPixelsHasNone()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, new TiffMaker { Width = 96, Height = 96 }.At(15, 50, 0.001, 4326).ToArray());
        const string wgs84 = "http://www.opengis.net/def/crs/EPSG/0/4326";
        var page = await server.Get($"/ogc/collections/{id}-tiles/items?limit=1&crs={Uri.EscapeDataString(wgs84)}");
        var corner = page.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0][0];
        Assert.Equal((50.0, 15.0), (corner[0].GetDouble(), corner[1].GetDouble()));
        var boxed = await server.Get(
            $"/ogc/collections/{id}-tiles/items?bbox=49.999,15.001,49.9995,15.002&bbox-crs={Uri.EscapeDataString(wgs84)}&limit=100");
        Assert.Equal(1, boxed.GetProperty("numberMatched").GetInt32());
        await RunningServer.Problem(await server.Send(
            "GET", $"/ogc/collections/{id}-tiles/items?bbox=3,1,2,4&bbox-crs={Uri.EscapeDataString(wgs84)}"), 400);
    }

    [Theory]
    [InlineData("items?bbox=1,2,3", 400)]
    [InlineData("items?bbox=0,50,10,40", 400)]
    [InlineData("items?limit=0", 400)]
    [InlineData("items?limit=x", 400)]
    [InlineData("items?colour=red", 400)]
    [InlineData("items?crs=http://www.opengis.net/def/crs/EPSG/0/3857", 400)]
    [InlineData("items?bbox-crs=EPSG:32633", 400)]
    [InlineData("items/1?crs=http://www.opengis.net/def/crs/EPSG/0/3857", 400)]
    [InlineData("items/99", 404)]
    public async Task Items_AskedForWrongly_AreRefused(string path, int status)
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        await RunningServer.Problem(await server.Send("GET", $"/ogc/collections/{id}-tiles/{path}"), status);
        await RunningServer.Problem(await server.Send("GET", $"/ogc/collections/{id}-failed/items"), 404);
        await RunningServer.Problem(await server.Send("GET", "/ogc/collections/none/items"), 404);
    }

    [Fact]
    public async Task Gdal_ReadsEveryFeature_AsItIsInTheLayersGeoJson()
    {
        Assert.SkipUnless(HasGdal(), "needs ogr2ogr of GDAL (Debian: gdal-bin)");
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        string layer = Path.Combine(server.Folder, "layer.geojson"), seen = Path.Combine(server.Folder, "seen.csv");
        string wanted = Path.Combine(server.Folder, "wanted.csv");
        File.WriteAllText(layer, await server.Client.GetStringAsync($"/v1/layers/{id}.geojson"));
        await Ogr(wanted, layer, "tiles");
        await Ogr(seen, $"OAPIF:{server.Url}/ogc", $"{id}-tiles");
        string[] expected = File.ReadAllLines(wanted);
        Assert.Equal(16, expected.Length);
        Assert.Equal(expected, File.ReadAllLines(seen));
    }

    private static async Task Ogr(string target, string source, string layer)
    {
        var start = new ProcessStartInfo("ogr2ogr", ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", target, source, layer]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    private static bool HasGdal() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "ogr2ogr")));

    private static string Content(JsonElement feature) =>
        feature.GetProperty("geometry").GetRawText() + feature.GetProperty("properties").GetRawText();
}
