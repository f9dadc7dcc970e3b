using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SkyScribe.Web.Access;
using SkyScribe.Web.Answers;

namespace SkyScribe.Web.Endpoints;

/// <summary>What the server is and whether it works.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapAccess(routes);
        routes.MapGet("/readyz", (ServerState state) => state.IsReady ? TypedResults.Ok(new Health("ready")) : throw new RefusedException(
            StatusCodes.Status503ServiceUnavailable, "the model is being opened") { RetryAfter = TimeSpan.FromSeconds(1) })
            .WithName("readiness").WithTags("server").WithSummary("Whether the model is open").ProducesProblems(503);
        routes.MapGet("/v1/server", (IImageCaptioner model, KeyGuard keys) => TypedResults.Ok(new ServerInfo(
            typeof(HealthEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0", model.Origin.ModelHash, model.Origin.Encoder, keys.IsOn)))
            .WithName("server").WithTags("server").WithSummary("Version and model").ProducesProblems();
    }

    /// <summary>What every server with a page needs: whether it answers, and a way in for those who have a key.</summary>
    public static void MapAccess(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new Health("alive"))).WithName("health").WithTags("server")
            .WithSummary("Whether the process answers").ProducesProblems();
        routes.MapPost("/v1/session", Begin).WithName("beginSession").WithTags("server").WithSummary("Lets the page in")
            .WithDescription("Takes a key and sets it as a cookie that scripts cannot read, for pictures that the page shows.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems(400, 415);
    }

    private static NoContent Begin(HttpContext context, KeyGuard keys, SessionRequest request)
    {
        if (keys.IsOn)
        {
            if (keys.NumberOf(request.Key) is null)
            {
                throw new RefusedException(StatusCodes.Status401Unauthorized, "this key is not one of the operator's");
            }

            context.Response.Cookies.Append(KeyGuard.Cookie, request.Key, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true,
            });
        }

        return TypedResults.NoContent();
    }

    /// <param name="Status">alive or ready</param>
    private sealed record Health([property: Description("alive or ready")] string Status);

    /// <param name="Version">of SkyScribe</param>
    private sealed record ServerInfo(
        [property: Description("version of SkyScribe")] string Version, [property: Description("SHA-256 of the model's weights")] string Model,
        [property: Description("name of the model's encoder")] string Encoder, [property: Description("whether requests need a key")] bool NeedsKey);

    private sealed record SessionRequest([property: Description("one of the operator's keys")] string Key);
}

/// <summary>Whether the server can work.</summary>
internal sealed class ServerState
{
    /// <summary>Whether the model has captioned its first picture.</summary>
    public volatile bool IsReady;
}
