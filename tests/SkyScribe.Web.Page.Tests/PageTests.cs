using Microsoft.Playwright;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Page.Tests;

[Collection("browser")]
public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task Page_WithoutRasters_SaysWhatToDo()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await browser.OpenAsync(server);
        Assert.Contains("Drop a GeoTIFF", await open.Page.InnerTextAsync("#empty"), StringComparison.Ordinal);
        Assert.True(await open.Page.IsVisibleAsync("#no-layers"));
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Raster_ThatIsChosen_IsSentCaptionedAndShown()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await browser.OpenAsync(server);
        await open.Page.SetInputFilesAsync(
            "#files", new FilePayload { Name = "field.tif", MimeType = "image/tiff", Buffer = Rasters.Small(500, 400) });
        await open.Page.WaitForSelectorAsync(".layer[aria-current=true]");
        Assert.True(await open.Page.IsHiddenAsync("#empty"));
        await open.Page.ClickAsync("#table-toggle");
        await open.Page.WaitForSelectorAsync("#table tbody tr");
        Assert.Equal(9, await open.Page.Locator("#table tbody tr").CountAsync());
        await open.Page.ClickAsync("#table tbody tr:nth-child(2) button");
        await open.Page.WaitForSelectorAsync("#card .caption");
        Assert.Equal("Tile 2", await open.Page.InnerTextAsync("#card h2"));
        Assert.True(await open.Page.EvaluateAsync<bool>("() => document.querySelector('#card img').complete"));
        await open.Page.HoverAsync("#card .word");
        await open.Page.WaitForSelectorAsync("#card canvas.on");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Raster_ThatIsNone_IsRefusedWithTheReason()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await browser.OpenAsync(server);
        await open.Page.SetInputFilesAsync("#files", new FilePayload { Name = "bad.tif", MimeType = "image/tiff", Buffer = [1, 2, 3, 4] });
        await open.Page.WaitForSelectorAsync(".job.bad");
        Assert.Contains("bad.tif", await open.Page.InnerTextAsync(".job.bad .line"), StringComparison.Ordinal);
        await open.Page.ClickAsync(".job.bad button");
        Assert.Equal(0, await open.Page.Locator(".job").CountAsync());
    }

    [Fact]
    public async Task Picture_ThatIsChosen_GetsACaptionAndACard()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await browser.OpenAsync(server);
        await open.Page.SetInputFilesAsync(
            "#files", new FilePayload { Name = "<i>photo</i>.png", MimeType = "image/png", Buffer = RunningServer.Png });
        await open.Page.ClickAsync("#picture-list button:enabled");
        await open.Page.WaitForSelectorAsync("#card .caption");
        Assert.Equal("<i>photo</i>.png", await open.Page.InnerTextAsync("#card h2"));
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Correction_WithMarkup_IsKeptAndShownAsText()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        await using var open = await browser.OpenAsync(server, $"#layer={id}&tile=3");
        await open.Page.ClickAsync("#card summary");
        const string Text = "<img src=x onerror=alert(1)> two ponds";
        await open.Page.FillAsync("#right-caption", Text);
        await open.Page.FillAsync("#right-who", "Ada");
        await open.Page.ClickAsync("#card .correct button.main");
        await open.Page.WaitForSelectorAsync("#card .caption + .facts");
        Assert.Equal(Text, await open.Page.InnerTextAsync("#card p.caption"));
        Assert.Contains("by Ada", await open.Page.InnerTextAsync("#card .caption + .facts"), StringComparison.Ordinal);
        await open.Page.ClickAsync("#table-toggle");
        await open.Page.WaitForSelectorAsync("#table .tag");
        Assert.Contains(Text, await open.Page.InnerTextAsync("#table tbody tr:nth-child(3)"), StringComparison.Ordinal);
        Assert.Equal(0, await open.Page.Locator("img[onerror]").CountAsync());
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Keyboard_OnTheMap_SelectsAndMovesAndLeaves()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        await using var open = await browser.OpenAsync(server, $"#layer={id}");
        await open.Page.FocusAsync("#map");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.WaitForSelectorAsync("#card .caption");
        Assert.Equal("Tile 8", await open.Page.InnerTextAsync("#card h2"));
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.WaitForFunctionAsync("() => document.querySelector('#card h2').textContent === 'Tile 9'");
        await open.Page.Keyboard.PressAsync("ArrowUp");
        await open.Page.WaitForFunctionAsync("() => document.querySelector('#card h2').textContent === 'Tile 4'");
        Assert.NotEmpty(await open.Page.InnerTextAsync("#said"));
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.True(await open.Page.IsHiddenAsync("#card"));
    }

    [Fact]
    public async Task Link_ToAView_RestoresIt()
    {
        using var model = new SlowModel(image => image.Pixels[0] < 125 ? "two ponds beside a road" : "a green forest");
        await using var server = await RunningServer.StartAsync(model: model);
        string id = await Rasters.Caption(server, Rasters.Small());
        await using (var first = await browser.OpenAsync(server))
        {
            await first.Page.FillAsync("#query", "forest");
            await first.Page.PressAsync("#query", "Enter");
            await first.Page.WaitForSelectorAsync("#found li");
            await first.Page.ClickAsync("[data-view=tiles]");
            await first.Page.ClickAsync("#found li:first-child button");
            await first.Page.WaitForSelectorAsync("#card .caption");
            await first.Page.ClickAsync("#table-toggle");
            await first.Page.WaitForFunctionAsync("() => ['tile=', 'q=forest', 'view=tiles', 'table=1'].every(part => location.hash.includes(part))");
            string title = await first.Page.InnerTextAsync("#card h2"), hash = await first.Page.EvaluateAsync<string>("() => location.hash");
            await using var second = await browser.OpenAsync(server, hash);
            await second.Page.WaitForSelectorAsync("#card .caption");
            Assert.Equal(title, await second.Page.InnerTextAsync("#card h2"));
            Assert.Equal("forest", await second.Page.InputValueAsync("#query"));
            Assert.Equal("true", await second.Page.GetAttributeAsync("[data-view=tiles]", "aria-pressed"));
            Assert.True(await second.Page.IsVisibleAsync("#table"));
            Assert.Contains(id, hash, StringComparison.Ordinal);
            Assert.Empty(second.Errors);
        }
    }

    [Fact]
    public async Task Server_ThatIsGone_IsSaid()
    {
        var server = await RunningServer.StartAsync();
        try
        {
            string id = await Rasters.Caption(server, Rasters.Small());
            await using var open = await browser.OpenAsync(server, $"#layer={id}");
            await server.StopAsync();
            await open.Page.FillAsync("#query", "forest");
            await open.Page.PressAsync("#query", "Enter");
            await open.Page.WaitForSelectorAsync("#offline:visible");
        }
        finally
        {
            Directory.Delete(server.Folder, recursive: true);
        }
    }

    [Fact]
    public async Task Server_WithKeys_AsksForOne()
    {
        const string Key = "0123456789abcdef0123";
        await using var server = await RunningServer.StartAsync(options => options with { ApiKeys = [Key] });
        await using var other = await browser.OpenAsync(server, ready: "#key-dialog:visible");
        await other.Page.FillAsync("#key", "wrong");
        await other.Page.ClickAsync("#key-dialog button");
        await other.Page.WaitForFunctionAsync("() => document.getElementById('key-wrong').textContent !== ''");
        await other.Page.FillAsync("#key", Key);
        await other.Page.ClickAsync("#key-dialog button");
        await other.Page.WaitForSelectorAsync("body[data-ready]");
        Assert.True(await other.Page.IsVisibleAsync("#empty"));
    }
}
