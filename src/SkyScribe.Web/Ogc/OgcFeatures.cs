using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Ogc;

/// <summary>Features of a collection as GeoJSON: the same geometry and values as the layer's own GeoJSON file.</summary>
internal static class OgcFeatures
{
    private const int Sparse = 4;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a page of a collection.</summary>
    /// <param name="response">where to</param>
    /// <param name="layer">the layer</param>
    /// <param name="table">its table</param>
    /// <param name="ids">the numbers of all features that are asked for</param>
    /// <param name="offset">how many are left out first</param>
    /// <param name="limit">most features</param>
    /// <param name="links">links to this and the other pages</param>
    /// <param name="storage">the layer's own system, which is asked for; null for longitude and latitude</param>
    public static async Task WritePageAsync(
        HttpResponse response, OpenLayer layer, LayerTable table, IReadOnlyList<long> ids, int offset, int limit, IReadOnlyList<OgcLink> links,
        OgcSystems? storage)
    {
        long[] page = [.. ids.Skip(offset).Take(limit)];
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteString("timeStamp", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            writer.WriteNumber("numberMatched", ids.Count);
            writer.WriteNumber("numberReturned", page.Length);
            writer.WriteStartArray("features");
            using var file = GeoPackageLayer.Open(layer.Path);
            foreach (var (id, feature) in Read(file, table, page))
            {
                GeoJson.WriteFeature(writer, file[table], file.Reference, feature, id, order: OrderOf(storage));
            }

            writer.WriteEndArray();
            WriteLinks(writer, links);
            writer.WriteEndObject();
        }

        await SendAsync(response, buffer, storage).ConfigureAwait(false);
    }

    /// <summary>Writes one feature.</summary>
    /// <exception cref="RefusedException">There is none of that number.</exception>
    public static async Task WriteOneAsync(
        HttpResponse response, OpenLayer layer, LayerTable table, long id, IReadOnlyList<OgcLink> links, OgcSystems? storage)
    {
        using var file = GeoPackageLayer.Open(layer.Path);
        var feature = file.Find(table, id) ?? throw RefusedException.NotFound($"the collection has no feature {id}");
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            GeoJson.WriteFeature(writer, file[table], file.Reference, feature, id, after => WriteLinks(after, links), OrderOf(storage));
        }

        await SendAsync(response, buffer, storage).ConfigureAwait(false);
    }

    /// <summary>The numbers of all features.</summary>
    public static IReadOnlyList<long> IdsOf(OpenLayer layer, LayerTable table)
    {
        using var file = GeoPackageLayer.Open(layer.Path);
        return file.Ids(table);
    }

    private static IEnumerable<(long Id, LayerFeature Feature)> Read(GeoPackageLayer file, LayerTable table, long[] page)
    {
        if (page.Length == 0)
        {
            return [];
        }

        if (page[^1] - page[0] >= Sparse * (long)page.Length)
        {
            return page.Select(id => (id, file.Find(table, id)!)).Where(row => row.Item2 is not null);
        }

        var wanted = page.ToHashSet();
        return file.Read(table, page[0], page[^1] - page[0] + 1).TakeWhile(row => row.Id <= page[^1]).Where(row => wanted.Contains(row.Id));
    }

    private static void WriteLinks(Utf8JsonWriter writer, IReadOnlyList<OgcLink> links)
    {
        writer.WriteStartArray("links");
        foreach (var link in links)
        {
            writer.WriteStartObject();
            writer.WriteString("href", link.Href);
            writer.WriteString("rel", link.Rel);
            writer.WriteString("type", link.Type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Func<(double X, double Y), (double First, double Second)>? OrderOf(OgcSystems? storage) =>
        storage is null ? null : storage.Ordered;

    private static async Task SendAsync(HttpResponse response, MemoryStream buffer, OgcSystems? storage)
    {
        response.Headers["Content-Crs"] = $"<{storage?.Storage ?? OgcSystems.Crs84}>";
        response.ContentType = OgcEndpoints.GeoJsonType;
        response.ContentLength = buffer.Length;
        buffer.Position = 0;
        await buffer.CopyToAsync(response.Body, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}
