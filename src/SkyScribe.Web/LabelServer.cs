using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Endpoints;
using SkyScribe.Web.Options;
using SkyScribe.Web.Page;

namespace SkyScribe.Web;

/// <summary>The server of one data set in the making: the page on which people label it. It needs no model.</summary>
internal sealed class LabelServer : IAsyncDisposable
{
    /// <summary>The page's address on the server.</summary>
    public const string Address = "/label";

    private readonly WebApplication _app;

    private LabelServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the ports that it got.</summary>
    public IReadOnlyList<string> Urls =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts it.</summary>
    /// <param name="options">where and for whom</param>
    /// <param name="store">the data set</param>
    /// <param name="rendering">how values of more than 8 bits are shown; null for the default</param>
    /// <param name="log">where warnings go; null for nowhere</param>
    /// <param name="cancellation">ends the start</param>
    /// <exception cref="IO.OptionException">An option is wrong.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<LabelServer> StartAsync(
        ServeOptions options, LabelStore store, Rendering? rendering = null, Action<ILoggingBuilder>? log = null,
        CancellationToken cancellation = default)
    {
        options.Validate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "SkyScribe.Web" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => CaptionServer.Listen(kestrel, options));
        CaptionServer.AddCommon(builder.Services, options);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(new LabelPictures(store, rendering));
        var app = builder.Build();
        app.UseProblemAnswers(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SkyScribe.Web"));
        app.UseBrowserGuard(options);
        app.Services.GetRequiredService<KeyGuard>().Use(app);
        app.UseRouting();
        HealthEndpoints.MapAccess(app);
        LabelEndpoints.Map(app);
        PageFiles.Map(app, Address, "label.html");
        app.MapGet("/", context =>
        {
            context.Response.Redirect(Address);
            return Task.CompletedTask;
        });
        var server = new LabelServer(app);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it; requests under way are finished.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
