using System.Text.Json.Serialization;

namespace SkyScribe.Web.Ogc;

/// <summary>A link, as OGC API has it.</summary>
internal sealed record OgcLink(string Href, string Rel, string Type, string? Title = null);

/// <summary>The landing page (OGC 17-069r4, 7.2).</summary>
internal sealed record OgcLanding(string Title, string Description, IReadOnlyList<OgcLink> Links);

/// <summary>What is implemented (7.4).</summary>
internal sealed record OgcConformance(IReadOnlyList<string> ConformsTo);

/// <summary>The collections (7.13).</summary>
internal sealed record OgcCollections(IReadOnlyList<OgcLink> Links, IReadOnlyList<OgcCollection> Collections);

/// <summary>One collection (7.14; the storage system is of Part 2).</summary>
internal sealed record OgcCollection(
    string Id, string Title, string Description, OgcExtent Extent, string ItemType, IReadOnlyList<string> Crs, string? StorageCrs,
    IReadOnlyList<OgcLink> Links);

/// <summary>Where a collection lies.</summary>
internal sealed record OgcExtent(OgcSpatial Spatial);

/// <summary>Boxes of west, south, east, north.</summary>
internal sealed record OgcSpatial([property: JsonPropertyName("bbox")] IReadOnlyList<IReadOnlyList<double>> Bbox, string Crs);
