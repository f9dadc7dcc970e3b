using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Geo.Results;

/// <summary>One result as it is kept: a caption, a failure, or a run of tiles without data.</summary>
internal sealed record TileRecord
{
    /// <summary>The raster's place in the run's list.</summary>
    [JsonPropertyName("r")]
    public int Raster { get; init; }

    /// <summary>The tile's number, or the first one's.</summary>
    [JsonPropertyName("t")]
    public long Tile { get; init; }

    /// <summary>How many tiles it is about: more than one only where they have no data.</summary>
    [JsonPropertyName("n"), JsonRequired]
    public int Count { get; init; } = 1;

    [JsonPropertyName("c")]
    public string? Caption { get; init; }

    [JsonPropertyName("l")]
    public double LogProbability { get; init; }

    [JsonPropertyName("k")]
    public double? Confidence { get; init; }

    [JsonPropertyName("o")]
    public bool? IsOutOfDomain { get; init; }

    /// <summary>Share of valid pixels.</summary>
    [JsonPropertyName("v")]
    public double ValidShare { get; init; }

    /// <summary>The attributes that were let through, most probable first.</summary>
    [JsonPropertyName("a"), JsonRequired]
    public string[] Attributes { get; init; } = [];

    /// <summary>Probabilities of the attributes that have a column of their own.</summary>
    [JsonPropertyName("q"), JsonRequired]
    public double[] Probabilities { get; init; } = [];

    /// <summary>Pooled features as float16, little-endian; empty where nobody asked for them.</summary>
    [JsonPropertyName("f")]
    public byte[]? Features { get; init; }

    /// <summary>Why the tile could not be read.</summary>
    [JsonPropertyName("e")]
    public string? Problem { get; init; }

    /// <summary>Whether it is about tiles without data.</summary>
    [JsonIgnore]
    public bool IsEmpty => Caption is null && Problem is null;

    /// <summary>A result, with numbers rounded so far that no order of arithmetic shows in them.</summary>
    /// <param name="raster">place in the run's list</param>
    /// <param name="tile">the result</param>
    /// <param name="columns">attributes that have a column of their own</param>
    public static TileRecord Of(int raster, CaptionedTile tile, IReadOnlyList<string> columns) => tile.Caption is not { } caption
        ? new TileRecord { Raster = raster, Tile = tile.Tile.Index, ValidShare = tile.ValidShare, Problem = tile.Problem }
        : new TileRecord
        {
            Raster = raster, Tile = tile.Tile.Index, ValidShare = Math.Round(tile.ValidShare, 6), Caption = caption.Text,
            LogProbability = Math.Round(caption.LogProbability, 4),
            Confidence = caption.Confidence is { } confidence ? Math.Round(confidence, 4) : null, IsOutOfDomain = caption.IsOutOfDomain,
            Attributes = [.. caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name)],
            Features = tile.Features.IsEmpty ? null : HalfTable.ToBytes(tile.Features.Span),
            Probabilities = columns.Count == 0 ? [] : [
            .. columns.Select(name => Math.Round(caption.Attributes.FirstOrDefault(attribute => attribute.Name == name)?.Probability ?? 0, 4))],
        };
}
