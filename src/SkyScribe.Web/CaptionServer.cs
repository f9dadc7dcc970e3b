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
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SkyScribe.Imaging;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Captions;
using SkyScribe.Web.Corrections;
using SkyScribe.Web.Endpoints;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Layers;
using SkyScribe.Web.Monitoring;
using SkyScribe.Web.Ogc;
using SkyScribe.Web.Options;
using SkyScribe.Web.Page;
using SkyScribe.Web.Sources;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web;

/// <summary>The server as a whole.</summary>
/// <remarks>Nothing but <see cref="ServeOptions"/> decides what it does: it reads no appsettings.json and no ASPNETCORE_ variables, which could open
/// it to other machines.</remarks>
internal sealed class CaptionServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CaptionServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the ports that it got.</summary>
    public IReadOnlyList<string> Urls =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts it.</summary>
    /// <param name="options">where and for whom</param>
    /// <param name="model">the model; it stays the caller's</param>
    /// <param name="log">where warnings go; null for nowhere</param>
    /// <param name="cancellation">ends the start</param>
    /// <exception cref="IO.OptionException">An option is wrong.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    /// <exception cref="Batch.Plans.BatchException">The queue of jobs cannot be used.</exception>
    public static async Task<CaptionServer> StartAsync(
        ServeOptions options, IImageCaptioner model, Action<ILoggingBuilder>? log = null, CancellationToken cancellation = default)
    {
        options.Validate();
        Directory.CreateDirectory(options.Data);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "SkyScribe.Web" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddServices(builder.Services, options, model);
        var app = builder.Build();
        Use(app, options);
        var server = new CaptionServer(app);
        try
        {
            await app.Services.GetRequiredService<QueuedWork>().ConnectAsync(cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<JobRunner>().Prepare();
            await app.StartAsync(cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<CaptionBatcher>();
            await Task.Run(() => model.Describe([new RgbImage(1, 1, new byte[3])]), cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<ServerState>().IsReady = true;
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it: requests under way are finished, jobs are put aside and go on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Where and within which limits a server listens.</summary>
    internal static void Listen(KestrelServerOptions kestrel, ServeOptions options)
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

    /// <summary>What every server needs: routes, keys, and the form of JSON.</summary>
    internal static void AddCommon(IServiceCollection services, ServeOptions options)
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

    private static void AddServices(IServiceCollection services, ServeOptions options, IImageCaptioner model)
    {
        AddCommon(services, options);
        services.AddMetrics();
        services.AddSingleton(model);   // an instance that is given stays its owner's: it is not disposed of
        services.AddSingleton<ServerState>();
        services.AddSingleton<CaptionBatcher>();
        services.AddSingleton<DataFolder>();
        services.AddSingleton<Database>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<SourceRules>();
        services.AddSingleton<SourceFetcher>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<QueuedWork>();
        services.AddSingleton<JobWork>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton<LayerShelf>();
        services.AddSingleton<RasterPictures>();
        services.AddSingleton<CorrectionStore>();
        services.AddSingleton<CorrectionDataset>();
        ApiDescriptions.Add(services);
        OgcEndpoints.Add(services);
        services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(SkyScribe.Telemetry.Name, WebTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime")
                .AddPrometheusExporter());
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            services.AddOpenTelemetry().WithTracing(traces => traces.AddSource(SkyScribe.Telemetry.Name, "Microsoft.AspNetCore")).UseOtlpExporter();
        }
    }

    private static void Use(WebApplication app, ServeOptions options)
    {
        app.UseProblemAnswers(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("SkyScribe.Web"));
        app.UseBrowserGuard(options);
        app.Services.GetRequiredService<KeyGuard>().Use(app);
        app.UseRouting();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapPrometheusScrapingEndpoint("/metrics");
        HealthEndpoints.Map(app);
        CaptionEndpoints.Map(app);
        RasterEndpoints.Map(app);
        UploadEndpoints.Map(app);
        JobEndpoints.Map(app);
        LayerEndpoints.Map(app);
        LayerFileEndpoints.Map(app);
        CorrectionEndpoints.Map(app);
        OgcEndpoints.Map(app);
        PageFiles.Map(app, "/", "index.html");
    }
}
