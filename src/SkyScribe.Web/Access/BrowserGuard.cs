using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Access;

/// <summary>Keeps pages of other origins from using the server through their visitor's browser, and tells browsers what its own page may
/// do.</summary>
/// <remarks>On loopback the header Host must be a name of this machine: a name of the attacker's that resolves to 127.0.0.1 (DNS rebinding) is
/// refused. Origin and Sec-Fetch-Site are sent by browsers and cannot be changed by pages. No header that would allow other origins is ever
/// sent.</remarks>
internal static class BrowserGuard
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; manifest-src 'self'";

    public static void UseBrowserGuard(this IApplicationBuilder app, ServeOptions options)
    {
        bool isLoopback = options.IsLoopback;
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Problem(context.Request, isLoopback) is { } problem ? throw new RefusedException(StatusCodes.Status403Forbidden, problem)
                : next(context);
        });
    }

    private static string? Problem(HttpRequest request, bool isLoopback)
    {
        if (isLoopback && !ServeOptions.IsLoopbackHost(request.Host.Host))
        {
            return $"found the host '{request.Host}', expected 127.0.0.1 or localhost: this server is for its own machine only";
        }

        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Authority.Equals(new Uri($"{page.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase)))
        {
            return $"the request comes from a page of {origin}; only this server's own page may send requests from a browser";
        }

        // Pictures and scripts of other pages have no Origin. A link that is followed is let through: it shows the page to a person.
        string site = request.Headers["Sec-Fetch-Site"].ToString(), mode = request.Headers["Sec-Fetch-Mode"].ToString();
        bool isLink = mode == "navigate" && HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Dest"] == "document";
        return site is "cross-site" or "same-site" && !isLink ? "the request comes from a page of another site, which this server does not serve"
            : null;
    }
}
