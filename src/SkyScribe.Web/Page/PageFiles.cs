using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SkyScribe.IO;

namespace SkyScribe.Web.Page;

/// <summary>The page and what it loads: files within the assembly, so that there is nothing to install and nothing to fetch elsewhere.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/", Packed = ".br", Page = ".html";
    private const int CompressedFrom = 1000;

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Dictionary<string, Lazy<PageFile>> Files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(
            name => name[Prefix.Length..].Replace(Packed, "", StringComparison.Ordinal), name => new Lazy<PageFile>(() => Read(name)),
            StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Files.Keys;

    /// <summary>Adds a page and what it loads.</summary>
    /// <param name="routes">where to</param>
    /// <param name="address">the page's address</param>
    /// <param name="page">its file</param>
    public static void Map(IEndpointRouteBuilder routes, string address, string page)
    {
        routes.MapGet(address, context => SendAsync(context, page)).ExcludeFromDescription();
        routes.MapGet("/assets/{name}", (HttpContext context, string name) =>
            SendAsync(context, name.EndsWith(Page, StringComparison.Ordinal) ? "" : name)).ExcludeFromDescription();
    }

    private static Task SendAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out var found))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var file = found.Value;
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.Tag;
        response.Headers.CacheControl = "no-cache";   // asked for each time, sent when it changed
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        bool isCompressed = file.Compressed is not null && request.Headers.AcceptEncoding.ToString().Split(',')
            .Any(encoding => encoding.Trim().StartsWith("br", StringComparison.OrdinalIgnoreCase));
        byte[] bytes = isCompressed ? file.Compressed! : file.Bytes;
        response.ContentType = file.Type;
        response.ContentLength = bytes.Length;
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "br";
        }

        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    // Large files are kept compressed; small ones are compressed when they are first asked for.
    private static PageFile Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        byte[] kept = Copy(stream);
        bool isPacked = name.EndsWith(Packed, StringComparison.Ordinal);
        byte[] bytes = isPacked ? Copy(new BrotliStream(new MemoryStream(kept), CompressionMode.Decompress)) : kept;
        return new PageFile(
            Types[Path.GetExtension(isPacked ? Path.GetFileNameWithoutExtension(name) : name)], bytes,
            isPacked ? kept : bytes.Length < CompressedFrom ? null : Compress(bytes),
            $"\"{Sha256.Of(bytes)[..20]}\"");
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal))
        {
            brotli.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] Copy(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed record PageFile(string Type, byte[] Bytes, byte[]? Compressed, string Tag);
}
