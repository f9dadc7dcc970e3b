using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Captions;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Endpoints;

/// <summary><c>POST /v1/captions</c>.</summary>
internal static class CaptionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/captions", Describe)
        .WithName("describePictures").WithTags("captions").WithSummary("Captions pictures")
        .WithDescription("The body is one picture (JPEG, PNG, WebP or TIFF), or multipart/form-data with a file in each part. The answer has an object for each picture, in their order, as 'skyscribe caption --format json' writes them. 'style' is plain, the default, or detailed, where the model knows it. One picture that cannot be read is refused with 422; among several it has 'error' instead of 'caption'. With 'Accept: text/event-stream' the objects come one by one as they are ready: events 'caption' in the pictures' order, then 'end' with their number, or 'problem' where the rest is refused.")
        .HasPictures()
        .ProducesProblems(400, 413, 415, 422, 429, 503);

    private static async Task<Results<Ok<IReadOnlyList<PictureCaption>>, EmptyHttpResult>> Describe(
        HttpContext context, CaptionBatcher batcher, ServeOptions options, bool attention = false, string? style = null, string? name = null)
    {
        _ = name;   // read with the body
        await using var body = await BodyPictures.ReadAsync(context.Request, options, context.RequestAborted).ConfigureAwait(false);
        var pictures = body.Pictures.Select(
            picture => (picture.Name, (Func<RgbImage>)(() => batcher.Decode(picture.Stream, picture.Name)))).ToArray();
        if (CaptionEvents.AreWanted(context.Request))
        {
            var captions = batcher.DescribeEachAsync(context.Client(), pictures, StyleOf(style), attention, context.RequestAborted);
            await CaptionEvents.SendAsync(context, captions).ConfigureAwait(false);
            return TypedResults.Empty;
        }

        var lines = await batcher.DescribeAsync(context.Client(), pictures, StyleOf(style), attention, context.RequestAborted).ConfigureAwait(false);
        return lines is [{ Error: { } problem }] ? throw new RefusedException(StatusCodes.Status422UnprocessableEntity, problem)
            : TypedResults.Ok(lines);
    }

    private static CaptionStyle StyleOf(string? name) => CaptionStyles.Find(name ?? CaptionStyles.NameOf(CaptionStyle.Plain))
        ?? throw new RefusedException(StatusCodes.Status400BadRequest, $"style: found '{name}', expected {CaptionStyles.Names}");
}
