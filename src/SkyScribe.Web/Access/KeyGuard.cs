using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SkyScribe.IO;
using SkyScribe.Web.Answers;

namespace SkyScribe.Web.Access;

/// <summary>Lets requests in that carry a key: <c>Authorization: Bearer KEY</c>, Basic with the key as the password (QGIS), or the page's
/// cookie.</summary>
/// <param name="keys">the keys; none lets everybody in</param>
internal sealed class KeyGuard(IReadOnlyList<string> keys)
{
    /// <summary>The page's cookie, which holds the key.</summary>
    public const string Cookie = "skyscribe-key";

    private const int LeastLength = 16, MostLength = 512, MostKeys = 10_000;
    private static readonly string[] OpenPaths = ["/", "/label", "/healthz", "/readyz", "/v1/session", "/openapi/v1.json", "/ogc/api"];
    private readonly byte[][] _hashes = [.. keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether a key is needed at all.</summary>
    public bool IsOn => _hashes.Length > 0;

    /// <summary>Reads a file of keys: one a line; empty lines and those that begin with # do not count.</summary>
    /// <exception cref="SkyScribeException">It has none, or one that is too short to be kept from guessing.</exception>
    public static IReadOnlyList<string> ReadFile(string path)
    {
        var keys = new List<string>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string key = line.Trim();
            if (key.Length == 0 || key[0] == '#')
            {
                continue;
            }

            if (key.Length is < LeastLength or > MostLength || !key.All(letter => letter is > ' ' and < '\u007F' and not ('"' or ',' or ';' or '\\')))
            {
                throw new SkyScribeException(path, $"line {number}", $"a key of {key.Length} characters",
                    $"{LeastLength} to {MostLength} letters, digits or signs without blanks and quotes, such as openssl rand -hex 24 makes");
            }

            keys.Add(key);
            if (keys.Count > MostKeys)
            {
                throw new SkyScribeException(path, $"has more than {MostKeys} keys");
            }
        }

        return keys.Count > 0 ? keys : throw new SkyScribeException(path, "has no key; expected one a line");
    }

    /// <summary>Refuses requests without a key; the page itself, the health checks and the API's description need none.</summary>
    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!IsOn)
        {
            return next(context);
        }

        if (NumberOf(Sent(context.Request)) is { } number)
        {
            context.SetClient($"key {number}");
            return next(context);
        }

        if (OpenPaths.Contains(context.Request.Path.Value) || context.Request.Path.StartsWithSegments("/assets"))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new RefusedException(StatusCodes.Status401Unauthorized, "a key is needed: send the header Authorization: Bearer KEY");
    });

    /// <summary>The key's number, from 1; null for none. All keys are compared, each in constant time: timing tells nothing of them.</summary>
    public int? NumberOf(string? key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key ?? ""));
        int? found = null;
        for (int i = 0; i < _hashes.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, _hashes[i]))
            {
                found = i + 1;
            }
        }

        return key is null ? null : found;
    }

    private static string? Sent(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header[7..].Trim();
        }

        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && header.Length < 2000)
        {
            byte[] bytes = new byte[header.Length];
            return Convert.TryFromBase64String(header[6..].Trim(), bytes, out int count)
                && Encoding.UTF8.GetString(bytes, 0, count) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
                ? pair[(colon + 1)..] : null;
        }

        return request.Cookies[Cookie];
    }
}
