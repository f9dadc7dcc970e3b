using Microsoft.Playwright;
using SkyScribe.Datasets.Labels;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Page.Tests;

/// <summary>The page on which people label: all by keyboard.</summary>
[Collection("browser")]
public sealed class LabelPageTests(Browser browser)
{
    [Fact]
    public async Task Keyboard_AcceptsEditsRejectsAndTakesBack_AndAllIsThereAfterwards()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b", "c", "d"]);
        await using (var open = await Open(server))
        {
            var page = open.Page;
            Assert.Equal("Picture 1 of 4", await page.InnerTextAsync("#title"));
            await page.WaitForFunctionAsync("() => document.querySelector('#picture').naturalWidth === 96");
            await page.Keyboard.PressAsync("a");
            await Shows(page, "Picture 2 of 4");
            await page.Keyboard.PressAsync("e");
            await page.Keyboard.PressAsync("Control+a");
            await page.Keyboard.TypeAsync("two sh");
            Assert.Equal(["ships", "shipyard"], await page.Locator("#words li").AllInnerTextsAsync());
            await page.Keyboard.PressAsync("ArrowDown");
            await page.Keyboard.PressAsync("ArrowDown");
            Assert.Equal("word-1", await page.GetAttributeAsync("#captions textarea", "aria-activedescendant"));
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal("two shipyard ", await page.InputValueAsync("#captions textarea"));
            await page.Keyboard.TypeAsync("halls");
            await page.Keyboard.PressAsync("Shift+Enter");
            await page.Keyboard.TypeAsync("две верфи");
            await page.Keyboard.PressAsync("Enter");
            await Shows(page, "Picture 3 of 4");
            await page.Keyboard.PressAsync("r");
            await Shows(page, "Picture 4 of 4");
            Assert.Equal("3 of 4 done: 1 accepted, 1 edited, 1 rejected", await page.InnerTextAsync("#counts"));
            await page.Keyboard.PressAsync("u");
            await Shows(page, "Picture 3 of 4");
            Assert.Equal("open", await page.InnerTextAsync("#state"));
            await page.Keyboard.PressAsync("n");
            await Shows(page, "Picture 4 of 4");
            await page.Keyboard.PressAsync("b");
            await Shows(page, "Picture 3 of 4");
            Assert.Empty(open.Errors);
        }

        Assert.Equal(["Accepted: a port with 2 ships", "Edited: two shipyard halls|две верфи", "Open: ", "Open: "],
            LabelStore.Open(server.Store.Folder).Rows().Select(row => $"{row.State}: {string.Join('|', row.Captions)}"));
        await using var again = await Open(server);
        Assert.Equal("Picture 3 of 4", await again.Page.InnerTextAsync("#title"));
        await again.Page.ClickAsync("[data-show=done]");
        Assert.Equal(["✓a, accepted", "✎b, edited"], (await again.Page.Locator("#rows button").AllInnerTextsAsync()).Take(2)
            .Select(text => text.Replace("\n", "", StringComparison.Ordinal).Replace(".png", "", StringComparison.Ordinal)));
        await again.Page.ClickAsync("#rows li:nth-child(2) button");
        Assert.Equal(["two shipyard halls", "две верфи"], await again.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#captions textarea')].map(box => box.value)"));
    }

    [Fact]
    public async Task Text_ThatIsNotSaved_AndUndo_SurviveAReload()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b"]);
        await using var open = await Open(server);
        var page = open.Page;
        await page.Keyboard.PressAsync("a");
        await Shows(page, "Picture 2 of 2");
        await page.FillAsync("#captions textarea", "half a cap");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("body[data-ready]");
        Assert.Equal("half a cap", await page.InputValueAsync("#captions textarea"));
        await page.ClickAsync("#undo");
        await Shows(page, "Picture 1 of 2");
        Assert.All(server.Store.Rows(), row => Assert.Equal(LabelState.Open, row.State));
    }

    [Fact]
    public async Task Label_ThatSomebodyElseChanged_IsShownInsteadOfOverwritten()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b"]);
        await using var open = await Open(server);
        var row = server.Store.Rows()[0];
        server.Store.Change(row.Image, row.Tag, LabelState.Edited, ["<b>mine</b> first"]);
        await open.Page.Keyboard.PressAsync("r");
        await open.Page.WaitForFunctionAsync("() => document.querySelector('#wrong').textContent.includes('somebody else')");
        Assert.Equal("<b>mine</b> first", await open.Page.InputValueAsync("#captions textarea"));
        Assert.Equal(LabelState.Edited, server.Store.Rows()[0].State);
        await open.Page.Keyboard.PressAsync("r");
        await Shows(open.Page, "Picture 2 of 2");
        Assert.Equal(LabelState.Rejected, server.Store.Rows()[0].State);
    }

    [Fact]
    public async Task Picture_ThatIsGone_IsNamed_AndTheWorkGoesOn()
    {
        await using var server = await RunningLabels.StartAsync(["a", "b"]);
        File.Delete(Path.Combine(server.Store.Folder, "images", "a.png"));
        await using var open = await Open(server);
        await open.Page.WaitForSelectorAsync("#picture-problem:visible");
        Assert.Contains("a.png", await open.Page.InnerTextAsync("#picture-problem"), StringComparison.Ordinal);
        await open.Page.Keyboard.PressAsync("n");
        await open.Page.WaitForSelectorAsync("#picture:visible");
        Assert.True(await open.Page.IsHiddenAsync("#picture-problem"));
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task Axe_FindsNoSeriousFault(int width, int height, ColorScheme scheme)
    {
        await using var server = await RunningLabels.StartAsync(["a", "b", "a-name-that-is-far-longer-than-any-column-is-wide-on-a-telephone-and-has-no-blank"]);
        await using var open = await Open(server, width, height, scheme);
        await AccessibilityTests.Check(open.Page);
        await open.Page.Keyboard.PressAsync("r");
        await Shows(open.Page, "Picture 2 of 3");
        await open.Page.Keyboard.PressAsync("c");
        await open.Page.Keyboard.TypeAsync("sh");
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await AccessibilityTests.Check(open.Page);
        Assert.True(await open.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page is wider than its window");
    }

    private static Task Shows(IPage page, string title) =>
        page.WaitForFunctionAsync("title => document.querySelector('#title').textContent === title", title);

    private Task<OpenPage> Open(RunningLabels server, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light) =>
        browser.OpenAsync(server.Url, "label", width, height, scheme);
}
