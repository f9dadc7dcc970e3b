using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Corrections;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Endpoints;

/// <summary>Captions that people corrected.</summary>
internal static class CorrectionEndpoints
{
    private const int MostText = 500, MostWho = 100, MostListed = 100_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/layers/{id}/tiles/{tile:long}/correction", Put).WithName("correct").WithTags("corrections")
            .WithSummary("Corrects a tile's caption").WithDescription("The model's own words are kept beside it.").ProducesProblems(400, 404, 415);
        routes.MapDelete("/v1/layers/{id}/tiles/{tile:long}/correction", Delete).WithName("takeBackCorrection").WithTags("corrections")
            .WithSummary("Takes a correction back").Produces(StatusCodes.Status204NoContent).ProducesProblems(404);
        routes.MapGet("/v1/corrections", (CorrectionStore store, [Description("only those of this layer")] string? layer = null) =>
            TypedResults.Ok(store.List(string.IsNullOrEmpty(layer) ? null : layer, MostListed)))
            .WithName("corrections").WithTags("corrections").WithSummary("All corrections").ProducesProblems();
        routes.MapGet("/v1/corrections.zip", Download).WithName("correctionsAsDataset").WithTags("corrections")
            .WithSummary("All corrections with their pictures, as a data set")
            .WithDescription("metadata.jsonl and a folder of PNGs, as 'skyscribe doctor' and 'skyscribe train' read them.")
            .ProducesFile("application/zip").ProducesProblems(404);
    }

    private static Ok<Correction> Put(LayerShelf shelf, CorrectionStore store, string id, long tile, CorrectionRequest request)
    {
        var layer = shelf[id];
        var entry = layer.Tiles.Find(tile) ?? throw LayerEndpoints.MissingTile(tile);
        string text = string.Join(' ', request.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), who = (request.Who ?? "").Trim();
        if (text.Length is 0 or > MostText || who.Length > MostWho || (text + who).Any(char.IsControl))
        {
            throw new RefusedException(StatusCodes.Status400BadRequest,
                $"expected a text of 1 to {MostText} characters and a name of up to {MostWho}, without control characters");
        }

        var correction = new Correction
        {
            Layer = id, Tile = tile, Text = text, Who = who, Time = DateTimeOffset.UtcNow, Said = layer.Tiles.TextOf(entry).Caption,
            Model = layer.Info.Model,
        };
        store.Add(correction);
        return TypedResults.Ok(correction);
    }

    private static NoContent Delete(LayerShelf shelf, CorrectionStore store, string id, long tile)
    {
        _ = shelf[id];
        var last = store.Find(id, tile) ?? throw RefusedException.NotFound("this tile's caption was not corrected");
        store.Add(last with { Text = "", Time = DateTimeOffset.UtcNow });
        return TypedResults.NoContent();
    }

    private static async Task<FileStreamHttpResult> Download(HttpContext context, CorrectionDataset dataset, string? layer = null)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            await dataset.WriteAsync(string.IsNullOrEmpty(layer) ? null : layer, file, context.RequestAborted).ConfigureAwait(false);
            file.Position = 0;
            return TypedResults.Stream(file, "application/zip", "corrected-captions.zip");
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed record CorrectionRequest(
        [property: Description("the right caption")] string Text, [property: Description("who says so")] string? Who = null);
}
