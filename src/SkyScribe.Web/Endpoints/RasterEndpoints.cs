using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Options;
using SkyScribe.Web.Sources;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Endpoints;

/// <summary><c>POST /v1/rasters</c>: a raster becomes a job.</summary>
internal static class RasterEndpoints
{
    private const int BufferBytes = 1 << 16, MostJson = 64 << 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/rasters", Begin)
        .WithName("captionRaster").WithTags("rasters").WithSummary("Captions a whole raster")
        .WithDescription("The body is a GeoTIFF (image/tiff), or JSON that names one below what the operator allowed with --allow-source. The answer comes once the job is kept; it survives the end of the server.")
        .HasBody([("image/tiff", ApiDescriptions.Bytes()), ("application/json", new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Required = new HashSet<string> { "source" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "a path or an address" },
                ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "what the raster is called; its file's name where it is left out" },
            },
        })])
        .HasJobParameters()
        .Produces<JobAnswer>(StatusCodes.Status202Accepted).ProducesProblems(400, 413, 415, 422, 429, 507);

    private static async Task<Accepted<JobAnswer>> Begin(
        HttpContext context, JobStore jobs, JobWork work, DataFolder folder, SourceRules rules, ServeOptions options,
        [Description("what the raster is called")] string? name = null)
    {
        var request = context.Request;
        var settings = JobQuery.Read(request.Query);
        string type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "", id = DataFolder.NewId();
        var job = new Job
        {
            Id = id, Name = JobQuery.NameOf(name), Client = context.Client(), State = JobState.Queued, Source = "", Options = settings,
            Created = DateTimeOffset.UtcNow,
        };
        if (type == "application/json")
        {
            var asked = await ReadAsync(request).ConfigureAwait(false);
            string source = rules.Check(asked.Source);
            job = job with { Source = source, Name = JobQuery.NameOf(asked.Name ?? name ?? source.Split('?')[0]) };
            if (!SourceRules.IsAddress(source))
            {
                await Task.Run(() => work.Check(source, settings, job.Name)).ConfigureAwait(false);
            }
        }
        else if (type is "image/tiff" or "image/geotiff" or "application/octet-stream")
        {
            await ReceiveAsync(context, folder, options, id).ConfigureAwait(false);
            try
            {
                await Task.Run(() => work.Check(folder.RasterOf(id), settings, job.Name)).ConfigureAwait(false);
            }
            catch
            {
                folder.Delete(id);
                throw;
            }
        }
        else
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType,
                $"found the media type '{request.ContentType}', expected image/tiff with the raster as the body, or application/json");
        }

        return Accept(jobs, job, () => folder.Delete(id));
    }

    /// <summary>Keeps a job and says where it is.</summary>
    public static Accepted<JobAnswer> Accept(JobStore jobs, Job job, Action undo)
    {
        try
        {
            jobs.Add(job);
        }
        catch (RefusedException)
        {
            undo();
            throw;
        }

        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobAnswer.Of(job, null));
    }

    private static async Task<SourceRequest> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MostJson)
        {
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the JSON has more than {MostJson} bytes");
        }

        Limit(request.HttpContext, MostJson);
        try
        {
            return await request.ReadFromJsonAsync<SourceRequest>(request.HttpContext.RequestAborted).ConfigureAwait(false)
                ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"found JSON that cannot be used ({problem.Message}), expected {{\"source\": \"...\"}}");
        }
    }

    // To the disk as it comes, and to its place only when it is whole.
    private static async Task ReceiveAsync(HttpContext context, DataFolder folder, ServeOptions options, string id)
    {
        Limit(context, options.MaxRasterBytes);
        string part = folder.UploadOf(id);
        long reserved = 0;
        try
        {
            var file = new FileStream(part, FileMode.Create, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                byte[] buffer = new byte[BufferBytes];
                for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0;)
                {
                    folder.Reserve(read);
                    reserved += read;
                    await file.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(part, folder.RasterOf(id));
        }
        catch
        {
            File.Delete(part);
            folder.Release(reserved);
            throw;
        }
    }

    private static void Limit(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytes;
        }
    }

    private sealed record SourceRequest(string Source, string? Name = null);
}
