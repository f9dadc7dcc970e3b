using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SkyScribe.Geo.Layers;
using SkyScribe.IO;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Endpoints;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Ogc;

/// <summary>OGC API - Features, Part 1: Core (OGC 17-069r4) and Part 2: Coordinate Reference Systems by Reference (18-058r1) at /ogc, by which QGIS
/// and GDAL add layers. Each layer that says where it lies has two collections: its tiles and its regions.</summary>
internal static class OgcEndpoints
{
    /// <summary>The media type of features.</summary>
    public const string GeoJsonType = "application/geo+json";

    private const string Root = "/ogc", Document = "ogc", Json = "application/json", ApiType = "application/vnd.oai.openapi+json;version=3.0";
    private const string Specification = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/";
    private const string SystemsSpecification = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs";
    private const int MostLayers = 1000, MostFeatures = 10_000;
    private static readonly string[] KnownParameters = ["bbox", "limit", "offset", "datetime", "f", "bbox-crs", "crs"];

    /// <summary>Adds the document of this part: in OpenAPI 3.0, which GDAL 3.6 and QGIS 3.22 expect.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        options.ShouldInclude = description => description.RelativePath?.StartsWith(Document, StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "SkyScribe's layers", Version = "1.0", Description = "OGC API - Features, Parts 1 and 2" };
            document.Servers = [];
            return Task.CompletedTask;
        });
    });

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, Landing).WithName("landing").WithTags(Document).ProducesProblems();
        routes.MapGet(Root + "/conformance", () => TypedResults.Ok(new OgcConformance(
            [Specification + "core", Specification + "geojson", Specification + "oas30", SystemsSpecification])))
            .WithName("conformance").WithTags(Document).ProducesProblems();
        routes.MapGet(Root + "/collections", (HttpContext context, JobStore jobs) => TypedResults.Ok(new OgcCollections(
            [Link(context, "/collections", "self", Json)],
            [.. jobs.WithLayers(MostLayers).Where(job => job.Layer!.Bounds is not null).SelectMany(job => CollectionsOf(context, job))])))
            .WithName("collections").WithTags(Document).ProducesProblems();
        routes.MapGet(Root + "/collections/{collection}", Collection).WithName("collection").WithTags(Document).ProducesProblems(404);
        routes.MapGet(Root + "/collections/{collection}/items", Items).WithName("items").WithTags(Document)
            .Produces<object>(StatusCodes.Status200OK, GeoJsonType).ProducesProblems(400, 404);
        routes.MapGet(Root + "/collections/{collection}/items/{feature:long}", Item).WithName("item").WithTags(Document)
            .Produces<object>(StatusCodes.Status200OK, GeoJsonType).ProducesProblems(400, 404);
        routes.MapGet(Root + "/api", Describe).ExcludeFromDescription();
    }

    private static Ok<OgcLanding> Landing(HttpContext context) => TypedResults.Ok(new OgcLanding("SkyScribe", "Captions of rasters",
    [
        Link(context, "", "self", Json), Link(context, "/api", "service-desc", ApiType), Link(context, "/conformance", "conformance", Json),
        Link(context, "/collections", "data", Json),
    ]));

    private static async Task Describe(HttpContext context, [FromKeyedServices(Document)] IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = ApiType;
        await context.Response.WriteAsync(
            await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, context.RequestAborted).ConfigureAwait(false), context.RequestAborted)
            .ConfigureAwait(false);
    }

    private static Ok<OgcCollection> Collection(HttpContext context, LayerShelf shelf, string collection)
    {
        var (layer, table) = Find(shelf, collection);
        return TypedResults.Ok(CollectionsOf(context, layer.Job).First(one => one.Id == IdOf(layer.Job, table)));
    }

    private static Task Items(
        HttpContext context, LayerShelf shelf, string collection,
        [Description("west,south,east,north in degrees, or as bbox-crs orders them")] string? bbox = null,
        [Description("most features, 1 to 10,000")] int limit = 10, [Description("how many are left out first")] int offset = 0,
        [Description("the system of bbox, one of the collection's")][FromQuery(Name = "bbox-crs")] string? boxCrs = null,
        [Description("the system of the answer, one of the collection's")] string? crs = null)
    {
        var (layer, table) = Find(shelf, collection);
        if (context.Request.Query.Keys.FirstOrDefault(name => !KnownParameters.Contains(name)) is { } unknown)
        {
            throw new OptionException($"found the parameter {SkyScribeException.Quote(unknown)}, expected bbox, bbox-crs, crs, limit, offset or datetime");
        }

        var systems = OgcSystems.Of(layer.Info);
        bool isStorage = systems.IsStorage("crs", crs), isBoxStorage = systems.IsStorage("bbox-crs", boxCrs);
        if (limit < 1 || offset < 0)
        {
            throw new OptionException(FormattableString.Invariant($"found limit {limit} and offset {offset}, expected at least 1 and 0"));
        }

        limit = Math.Min(limit, MostFeatures);
        double[]? box = isBoxStorage ? BoxQuery.Coordinates(bbox) : BoxQuery.Degrees(bbox);
        var ids = box is null ? OgcFeatures.IdsOf(layer, table)
            : layer.BoxesOf(table, !isBoxStorage).Select(isBoxStorage ? systems.Ordered(box) : box);
        var links = new List<OgcLink> { Page(offset, "self"), Link(context, $"/collections/{collection}", "collection", Json) };
        if (offset + (long)limit < ids.Count)
        {
            links.Add(Page(offset + limit, "next"));
        }

        if (offset > 0)
        {
            links.Add(Page(Math.Max(0, offset - limit), "prev"));
        }

        return OgcFeatures.WritePageAsync(context.Response, layer, table, ids, offset, limit, links, isStorage ? systems : null);

        OgcLink Page(int from, string relation) => Link(context, string.Create(
            CultureInfo.InvariantCulture, $"/collections/{collection}/items?limit={limit}&offset={from}{Same("bbox", bbox)}{Same("bbox-crs", boxCrs)}{Same("crs", crs)}"),
            relation, GeoJsonType);

        static string Same(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";
    }

    private static Task Item(
        HttpContext context, LayerShelf shelf, string collection, long feature,
        [Description("the system of the answer, one of the collection's")] string? crs = null)
    {
        var (layer, table) = Find(shelf, collection);
        var systems = OgcSystems.Of(layer.Info);
        return OgcFeatures.WriteOneAsync(context.Response, layer, table, feature, [
            Link(context, FormattableString.Invariant($"/collections/{collection}/items/{feature}"), "self", GeoJsonType),
            Link(context, $"/collections/{collection}", "collection", Json)], systems.IsStorage("crs", crs) ? systems : null);
    }

    private static (OpenLayer Layer, LayerTable Table) Find(LayerShelf shelf, string collection)
    {
        foreach (var table in (LayerTable[])[LayerTable.Tiles, LayerTable.Regions])
        {
            string ending = "-" + LayerSchema.NameOf(table);
            if (collection.EndsWith(ending, StringComparison.Ordinal) && shelf[collection[..^ending.Length]] is { HasPlace: true } layer)
            {
                return (layer, table);
            }
        }

        throw RefusedException.NotFound($"there is no collection {SkyScribeException.Quote(collection)}; /ogc/collections lists those that there are");
    }

    private static IEnumerable<OgcCollection> CollectionsOf(HttpContext context, Job job) =>
        ((LayerTable[])[LayerTable.Tiles, LayerTable.Regions]).Select(table => new OgcCollection(
            IdOf(job, table), $"{job.Name} ({LayerSchema.NameOf(table)})",
            table == LayerTable.Tiles ? "captioned tiles" : "areas of tiles that say the same",
            new OgcExtent(new OgcSpatial([job.Layer!.Bounds!], OgcSystems.Crs84)), "feature", OgcSystems.Of(job.Layer!).All,
            OgcSystems.Of(job.Layer!).Storage,
            [
                Link(context, $"/collections/{IdOf(job, table)}", "self", Json),
                Link(context, $"/collections/{IdOf(job, table)}/items", "items", GeoJsonType),
            ]));

    private static string IdOf(Job job, LayerTable table) => $"{job.Id}-{LayerSchema.NameOf(table)}";

    private static OgcLink Link(HttpContext context, string path, string relation, string type) =>
        new($"{context.Request.Scheme}://{context.Request.Host}{Root}{path}", relation, type);
}
