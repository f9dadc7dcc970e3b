using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Page.Tests;

/// <summary>axe finds no serious fault, in either theme, on a wide screen and on a phone's.</summary>
[Collection("browser")]
public sealed class AccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task Axe_FindsNoSeriousFault(int width, int height, ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync();
        await using (var empty = await browser.OpenAsync(server, "", width, height, scheme))
        {
            await Check(empty.Page);
        }

        string id = await Rasters.Caption(server, Rasters.Small());
        await using var open = await browser.OpenAsync(server, $"#layer={id}&table=1&tile=2", width, height, scheme);
        await open.Page.WaitForSelectorAsync("#card .caption");
        await open.Page.ClickAsync("#card summary");
        await Check(open.Page);
        Assert.True(await open.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page is wider than its window");
    }

    internal static async Task Check(IPage page)
    {
        AxeResult result = await page.RunAxe();
        string[] serious = [.. result.Violations.Where(fault => fault.Impact is "serious" or "critical")
            .Select(fault => $"{fault.Id}: {fault.Help}: {string.Join("; ", fault.Nodes.Take(3).Select(node => node.Html))}")];
        Assert.True(serious.Length == 0, string.Join('\n', serious));
    }
}
