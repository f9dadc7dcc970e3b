using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Captions;

namespace SkyScribe.Web.Endpoints;

/// <summary>Captions of many pictures as server-sent events, each as soon as it is there.</summary>
internal static class CaptionEvents
{
    private const string Type = "text/event-stream";

    /// <summary>Whether a request asks for events.</summary>
    public static bool AreWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        accepted => accepted.MediaType.Equals(Type, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    /// <summary>Sends them. What is refused before the first caption is an error as of any request; what is refused later is an event.</summary>
    public static async Task SendAsync(HttpContext context, IAsyncEnumerable<PictureCaption> captions)
    {
        var (response, cancellation) = (context.Response, context.RequestAborted);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        await using var reading = captions.GetAsyncEnumerator(cancellation);
        bool has = await reading.MoveNextAsync().ConfigureAwait(false);
        response.ContentType = Type;
        response.Headers.CacheControl = "no-store";
        int sent = 0;
        try
        {
            for (; has; has = await reading.MoveNextAsync().ConfigureAwait(false))
            {
                await Send("caption", reading.Current).ConfigureAwait(false);
                sent++;
            }
        }
        catch (RefusedException problem)
        {
            await Send("problem", new RefusedRest(problem.Status, problem.Message)).ConfigureAwait(false);
            return;
        }

        await Send("end", new CaptionCount(sent)).ConfigureAwait(false);

        async Task Send<T>(string name, T value)
        {
            await response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(value, json)}\n\n", cancellation).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private sealed record CaptionCount(int Pictures);

    private sealed record RefusedRest(int Status, string Detail);
}
