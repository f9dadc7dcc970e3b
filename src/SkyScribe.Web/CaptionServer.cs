using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SkyScribe.Imaging;
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
internal sealed class CaptionServer : IAsyncDisposable
{
    private readonly HttpServer _server;

    private CaptionServer(HttpServer server) => _server = server;

    /// <inheritdoc cref="HttpServer.Urls"/>
    public IReadOnlyList<string> Urls => _server.Urls;

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
        var app = HttpServer.Build(options, log, services => AddServices(services, options, model));
        Map(app);
        return new CaptionServer(await HttpServer.StartAsync(app, Start).ConfigureAwait(false));

        async Task Start()
        {
            await app.Services.GetRequiredService<QueuedWork>().ConnectAsync(cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<JobRunner>().Prepare();
            await app.StartAsync(cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<CaptionBatcher>();
            await Task.Run(() => model.Describe([new RgbImage(1, 1, new byte[3])]), cancellation).ConfigureAwait(false);
            app.Services.GetRequiredService<ServerState>().IsReady = true;
        }
    }

    /// <summary>Ends it: requests under way are finished, jobs are put aside and go on at the next start.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void AddServices(IServiceCollection services, ServeOptions options, IImageCaptioner model)
    {
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

    private static void Map(WebApplication app)
    {
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
