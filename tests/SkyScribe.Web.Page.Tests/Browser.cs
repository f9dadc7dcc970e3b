using Microsoft.Playwright;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Page.Tests;

/// <summary>Debian's chromium, started once for all tests; they are skipped where it is missing.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Program =
        ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program, Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens the page of a server.</summary>
    internal Task<OpenPage> OpenAsync(
        RunningServer server, string hash = "", int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light,
        string ready = "body[data-ready]") => OpenAsync(server.Url, hash, width, height, scheme, ready);

    /// <summary>Opens a page.</summary>
    internal async Task<OpenPage> OpenAsync(
        string server, string path, int width, int height, ColorScheme scheme, string ready = "body[data-ready]")
    {
        Assert.SkipUnless(_browser is not null, "needs chromium (Debian: chromium)");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        var open = new OpenPage(context, page, server);
        await page.GotoAsync($"{server}/{path}");
        await page.WaitForSelectorAsync(ready);
        return open;
    }
}

/// <summary>A page with what it complained of and what it asked for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public OpenPage(IBrowserContext context, IPage page, string server)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                Errors.Add($"asked for {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    public List<string> Errors { get; } = [];

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

[CollectionDefinition("browser")]
public sealed class BrowserCollection : ICollectionFixture<Browser>;
