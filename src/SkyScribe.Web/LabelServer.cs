using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.Web.Endpoints;
using SkyScribe.Web.Options;
using SkyScribe.Web.Page;

namespace SkyScribe.Web;

/// <summary>The server of one data set in the making: the page on which people label it. It needs no model.</summary>
internal sealed class LabelServer : IAsyncDisposable
{
    /// <summary>The page's address on the server.</summary>
    public const string Address = "/label";

    private readonly HttpServer _server;

    private LabelServer(HttpServer server) => _server = server;

    /// <inheritdoc cref="HttpServer.Urls"/>
    public IReadOnlyList<string> Urls => _server.Urls;

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
        var app = HttpServer.Build(
            options, log, services => services.AddSingleton(store).AddSingleton(new LabelPictures(store, rendering)));
        HealthEndpoints.MapAccess(app);
        LabelEndpoints.Map(app);
        PageFiles.Map(app, Address, "label.html");
        app.MapGet("/", context =>
        {
            context.Response.Redirect(Address);
            return Task.CompletedTask;
        });
        return new LabelServer(await HttpServer.StartAsync(app, () => app.StartAsync(cancellation)).ConfigureAwait(false));
    }

    /// <inheritdoc cref="HttpServer.DisposeAsync"/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
