using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Datasets.Labels;
using SkyScribe.Web.Answers;

namespace SkyScribe.Web.Endpoints;

/// <summary>What people say of the pictures of a data set in the making.</summary>
internal static class LabelEndpoints
{
    private const int MostCaptions = LabelRow.MostCaptions, MostText = 4 * LabelText.Longest;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/labels", (LabelStore store) => TypedResults.Ok(List(store)));
        routes.MapGet("/v1/labels/words", (LabelStore store) => TypedResults.Ok(store.Words()));
        routes.MapGet("/v1/labels/picture", Picture);
        routes.MapPut("/v1/labels/label", Put);
    }

    private static LabelList List(LabelStore store)
    {
        var rows = store.Rows();
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Folder));
        string id = IO.Sha256.Of(Encoding.UTF8.GetBytes(folder))[..16];
        return new LabelList(Path.GetFileName(folder), id, MostCaptions, LabelText.Longest, store.Notice, LabelCounts.Of(rows),
            [.. rows.Select(LabelAnswer.Of)]);
    }

    private static async Task<FileContentHttpResult> Picture(HttpContext context, LabelStore store, LabelPictures pictures, string image)
    {
        byte[] jpeg = await pictures.JpegAsync(Find(store, image), context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "private, max-age=600";
        return TypedResults.Bytes(jpeg, "image/jpeg");
    }

    private static Ok<LabelChange> Put(HttpContext context, LabelStore store, string image, LabelRequest request)
    {
        string tag = context.Request.Headers.IfMatch.ToString().Trim('"');
        if (tag.Length == 0)
        {
            throw new RefusedException(
                StatusCodes.Status428PreconditionRequired, "the header If-Match is missing; expected the 'tag' of the label that the person saw");
        }

        if (LabelTable.StateOf(request.State) is not { } state)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest,
                $"state: found {IO.SkyScribeException.Quote(request.State)}, expected open, accepted, edited or rejected");
        }

        if (request.Captions.Count > MostCaptions || request.Captions.Any(caption => caption is null || caption.Length > MostText))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"captions: expected at most {MostCaptions} of up to {LabelText.Longest} characters");
        }

        try
        {
            var row = store.Change(image, tag, state, request.Captions) ?? throw Missing(image);
            context.Response.Headers.ETag = $"\"{row.Tag}\"";
            return TypedResults.Ok(new LabelChange(LabelAnswer.Of(row), LabelCounts.Of(store.Rows()), store.Notice));
        }
        catch (LabelConflictException conflict)
        {
            throw new RefusedException(StatusCodes.Status412PreconditionFailed, conflict.Message);
        }
    }

    private static LabelRow Find(LabelStore store, string image) => store.Find(image) ?? throw Missing(image);

    private static RefusedException Missing(string image) =>
        RefusedException.NotFound($"the data set has no picture {IO.SkyScribeException.Quote(image)}; was {LabelStore.TableName} edited?");

    /// <summary>What a person says of a picture.</summary>
    /// <param name="State">open, accepted, edited or rejected</param>
    /// <param name="Captions">as typed</param>
    private sealed record LabelRequest(string State, IReadOnlyList<string> Captions);
}

/// <summary>A data set in the making.</summary>
/// <param name="Dataset">its name</param>
/// <param name="Id">tells it from others of the same name</param>
/// <param name="MostCaptions">most captions of a picture</param>
/// <param name="LongestCaption">most characters of a caption</param>
/// <param name="Notice">what the person should know; empty for nothing</param>
/// <param name="Counts">pictures by state</param>
/// <param name="Labels">the pictures in the order of the work</param>
internal sealed record LabelList(
    string Dataset, string Id, int MostCaptions, int LongestCaption, string Notice, LabelCounts Counts, IReadOnlyList<LabelAnswer> Labels);

/// <summary>A label that was changed.</summary>
/// <param name="Label">as it is now</param>
/// <param name="Counts">pictures by state</param>
/// <param name="Notice">what the person should know; empty for nothing</param>
internal sealed record LabelChange(LabelAnswer Label, LabelCounts Counts, string Notice);

/// <summary>A picture with what was said of it.</summary>
/// <param name="Image">its path in the data set</param>
/// <param name="State">open, accepted, edited or rejected</param>
/// <param name="Captions">the captions that count</param>
/// <param name="Draft">the model's</param>
/// <param name="Confidence">how sure the model is, 0 to 1; null where it does not tell</param>
/// <param name="Tag">for the header If-Match of a change</param>
internal sealed record LabelAnswer(string Image, string State, IReadOnlyList<string> Captions, string Draft, double? Confidence, string Tag)
{
    /// <summary>Of a row.</summary>
    public static LabelAnswer Of(LabelRow row) =>
        new(row.Image, LabelTable.NameOf(row.State), row.Captions, row.Draft, row.Confidence, row.Tag);
}
