using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;

namespace SkyScribe.Web;

/// <summary>What all servers here have in common: where and for whom they listen, the form of their answers, how they end.</summary>
/// <remarks>Nothing but <see cref="ServeOptions"/> decides it: no appsettings.json is read and no ASPNETCORE_ variable, which could open a server to
/// other machines.</remarks>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the ports that it got.</summary>
    public IReadOnlyList<string> Urls =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Makes one that has its guards and no endpoint yet.</summary>
    /// <param name="options">where and for whom</param>
    /// <param name="log">where warnings go; null for nowhere</param>
    /// <param name="add">adds services of its own</param>
    public static WebApplication Build(ServeOptions options, Action<ILoggingBuilder>? log, Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "SkyScribe.Web" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddCommon(builder.Services, options);
        add(builder.Services);
        var app = builder.Build();
        app.UseProblemAnswers(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SkyScribe.Web"));
        app.UseBrowserGuard(options);
        app.Services.GetRequiredService<KeyGuard>().Use(app);
        app.UseRouting();
        return app;
    }

    /// <summary>Starts it; where that fails, nothing is left of it.</summary>
    /// <param name="app">with its endpoints</param>
    /// <param name="start">starts it</param>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<HttpServer> StartAsync(WebApplication app, Func<Task> start)
    {
        var server = new HttpServer(app);
        try
        {
            await start().ConfigureAwait(false);
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

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 2000;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(10));
        foreach (string url in options.Urls)
        {
            var address = ServeOptions.Parse(url);
            if (address.Host == "localhost" && address.Port > 0)
            {
                kestrel.ListenLocalhost(address.Port);
            }
            else
            {
                kestrel.Listen(address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
            }
        }
    }

    private static void AddCommon(IServiceCollection services, ServeOptions options)
    {
        services.AddRouting();
        services.Configure<RouteHandlerOptions>(routing => routing.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;   // never within HTML
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        services.AddSingleton(options);
        services.AddSingleton(new KeyGuard(options.ApiKeys));
    }
}
