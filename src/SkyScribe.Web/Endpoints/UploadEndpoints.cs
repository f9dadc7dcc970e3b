using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Endpoints;

/// <summary>Large rasters in parts, which can be gone on with after a break.</summary>
internal static class UploadEndpoints
{
    /// <summary>The header with the bytes that have arrived.</summary>
    public const string Offset = "Upload-Offset";

    private const string Length = "Upload-Length";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/uploads", Begin).WithName("beginUpload").WithTags("rasters").WithSummary("Begins an upload in parts")
            .WithDescription("Then PUT the parts to the address in Location, each with Content-Range: bytes FIRST-LAST/SIZE, one after the other. HEAD says how many bytes have arrived, after a break too.")
            .HasJobParameters().Produces<UploadAnswer>(StatusCodes.Status201Created).ProducesProblems(400, 413, 415, 429, 507);
        routes.MapMethods("/v1/uploads/{id}", [HttpMethods.Head], Tell).WithName("uploadOffset").WithTags("rasters")
            .WithSummary("How many bytes have arrived").WithDescription("In the header Upload-Offset.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems(404);
        routes.MapPut("/v1/uploads/{id}", Append).WithName("sendPart").WithTags("rasters").WithSummary("Sends a part")
            .WithDescription("The part that completes the raster is answered with 202 and the job's address in Location.")
            .HasBody([("application/octet-stream", ApiDescriptions.Bytes())])
            .Produces<UploadAnswer>().Produces<JobAnswer>(StatusCodes.Status202Accepted).ProducesProblems(400, 404, 409, 413, 415, 422, 429, 507);
        routes.MapDelete("/v1/uploads/{id}", Delete).WithName("abandonUpload").WithTags("rasters").WithSummary("Gives an upload up")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems(404);
    }

    private static Created<UploadAnswer> Begin(HttpContext context, UploadStore uploads, UploadRequest request)
    {
        var upload = uploads.Begin(JobQuery.NameOf(request.Name), context.Client(), request.Size, JobQuery.Read(context.Request.Query));
        return TypedResults.Created($"/v1/uploads/{upload.Id}", new UploadAnswer(upload.Id, 0, upload.Size));
    }

    private static NoContent Tell(HttpContext context, UploadStore uploads, JobStore jobs, string id)
    {
        var upload = uploads.Find(id);
        if (upload is null && jobs.Find(id) is { } job)
        {
            context.Response.Headers.Location = $"/v1/jobs/{job.Id}";   // it is complete
            return TypedResults.NoContent();
        }

        upload = upload ?? throw Missing(id);
        context.Response.Headers[Offset] = uploads.ArrivedOf(upload).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[Length] = upload.Size.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UploadAnswer>, Accepted<JobAnswer>>> Append(
        HttpContext context, UploadStore uploads, JobStore jobs, JobWork work, DataFolder folder, string id,
        [Description("bytes FIRST-LAST/SIZE")][Microsoft.AspNetCore.Mvc.FromHeader(Name = "Content-Range")] string? contentRange = null)
    {
        if (uploads.Find(id) is not { } upload)
        {
            return jobs.Find(id) is { } there ? TypedResults.Accepted($"/v1/jobs/{id}", JobAnswer.Of(there, null)) : throw Missing(id);
        }

        if (!ContentRangeHeaderValue.TryParse(contentRange, out var range) || range.Unit != "bytes"
            || range is not { From: { } first, To: { } last, Length: { } length } || length != upload.Size)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest,
                $"Content-Range: found '{contentRange}', expected bytes FIRST-LAST/{upload.Size.ToString(CultureInfo.InvariantCulture)}");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = upload.Size;
        }

        long arrived = await uploads.AppendAsync(upload, first, last, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        return arrived < upload.Size ? TypedResults.Ok(new UploadAnswer(id, arrived, upload.Size))
            : await CompleteAsync(upload, uploads, jobs, work, folder).ConfigureAwait(false);
    }

    // The file first, then the job, then the upload is forgotten: whatever is cut off, the next part or HEAD goes on from it.
    private static async Task<Accepted<JobAnswer>> CompleteAsync(
        Upload upload, UploadStore uploads, JobStore jobs, JobWork work, DataFolder folder)
    {
        uploads.Complete(upload);
        try
        {
            await Task.Run(() => work.Check(folder.RasterOf(upload.Id), upload.Options, upload.Name)).ConfigureAwait(false);
            var answer = RasterEndpoints.Accept(jobs, upload.ToJob(), () => { });
            uploads.Delete(upload);
            return answer;
        }
        catch (IO.SkyScribeException)
        {
            uploads.Delete(upload);
            folder.Delete(upload.Id);
            throw;
        }
    }

    private static NoContent Delete(UploadStore uploads, string id)
    {
        uploads.Delete(uploads.Find(id) ?? throw Missing(id));
        return TypedResults.NoContent();
    }

    private static RefusedException Missing(string id) => RefusedException.NotFound($"there is no upload {IO.SkyScribeException.Quote(id)}");

    private sealed record UploadRequest(
        [property: Description("what the raster is called")] string Name, [property: Description("its bytes")] long Size);

    private sealed record UploadAnswer(
        string Id, [property: Description("bytes that have arrived")] long Arrived, [property: Description("bytes in all")] long Size);
}
