using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;

namespace SkyScribe.Web.Endpoints;

/// <summary>The pictures of a request's body: one raw, or many as multipart. Small ones are kept in memory, larger ones on disk.</summary>
internal sealed class BodyPictures : IAsyncDisposable
{
    private const int InMemory = 256 << 10, MostName = 200;
    private readonly List<(string Name, Stream Stream)> _pictures = [];

    public IReadOnlyList<(string Name, Stream Stream)> Pictures => _pictures;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RefusedException">It is of another media type, has no picture or too many.</exception>
    public static async Task<BodyPictures> ReadAsync(HttpRequest request, ServeOptions options, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxRequestBytes;
        }

        var read = new BodyPictures();
        try
        {
            bool isKnown = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
            if (isKnown && type!.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            {
                string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
                await read.AddPartsAsync(request, boundary, options, cancellation).ConfigureAwait(false);
            }
            else if (isKnown && (type!.Type == "image" || type.MediaType == "application/octet-stream"))
            {
                string name = request.Query["name"].ToString() is { Length: > 0 } given ? Shown(given) : "picture";
                await read.AddAsync(name, request.Body, options, cancellation).ConfigureAwait(false);
            }
            else
            {
                throw new RefusedException(StatusCodes.Status415UnsupportedMediaType,
                    $"found the media type '{request.ContentType}', expected image/jpeg, image/png, image/webp or image/tiff with the picture as the body, or multipart/form-data");
            }

            return read._pictures.Count > 0 ? read
                : throw new RefusedException(StatusCodes.Status400BadRequest, "the body has no picture; expected a file in each part of the form");
        }
        catch
        {
            await read.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, stream) in _pictures)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string Shown(string name) =>
        string.Concat((name.Length > MostName ? name[..MostName] : name).Select(letter => char.IsControl(letter) ? '_' : letter));

    private async Task AddPartsAsync(HttpRequest request, string boundary, ServeOptions options, CancellationToken cancellation)
    {
        if (boundary.Length is 0 or > 100)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, "the header Content-Type has no boundary of 1 to 100 characters");
        }

        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 << 10 };
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
                {
                    continue;   // a field without a file
                }

                if (_pictures.Count == options.MaxPictures)
                {
                    throw new RefusedException(
                        StatusCodes.Status413PayloadTooLarge, $"the form has more than {options.MaxPictures} pictures; send them in several requests");
                }

                string name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.ToString()
                    : HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
                await AddAsync(name.Length > 0 ? Shown(name) : $"picture {_pictures.Count + 1}", section.Body, options, cancellation)
                    .ConfigureAwait(false);
            }
        }
        catch (IOException problem) when (problem is not BadHttpRequestException)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"the form cannot be read: {problem.Message}");
        }
    }

    private async Task AddAsync(string name, Stream body, ServeOptions options, CancellationToken cancellation)
    {
        var stream = new FileBufferingReadStream(body, InMemory, options.MaxRequestBytes, Path.GetTempPath());
        _pictures.Add((name, stream));
        await stream.DrainAsync(cancellation).ConfigureAwait(false);
        stream.Position = 0;
    }
}
