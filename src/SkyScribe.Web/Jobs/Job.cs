using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyScribe.Web.Jobs;

/// <summary>Where a job is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
internal enum JobState
{
    [JsonStringEnumMemberName("queued")]
    Queued,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("done")]
    Done,
    [JsonStringEnumMemberName("failed")]
    Failed,
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>A raster that is to be captioned, or was.</summary>
internal sealed record Job
{
    public required string Id { get; init; }

    /// <summary>What people call the raster.</summary>
    public required string Name { get; init; }

    /// <summary>Whose it is, for fair turns.</summary>
    public required string Client { get; init; }

    public required JobState State { get; init; }

    /// <summary>An address, or a file below an allowed folder; empty for a raster that was sent.</summary>
    public required string Source { get; init; }

    public required JobOptions Options { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Tiles done, as last written; the runner knows the number of one that runs.</summary>
    public long Done { get; init; }

    public long Total { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What came of it.</summary>
    public LayerInfo? Layer { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}

/// <summary>How a raster is captioned, as <c>raster</c>'s options.</summary>
internal sealed record JobOptions
{
    public int? Tile { get; init; }

    public double? Overlap { get; init; }

    public double? Gsd { get; init; }

    public string? Bands { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public int Smooth { get; init; }
}

/// <summary>A layer's sizes and place, found when it was made.</summary>
internal sealed record LayerInfo
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int TileWidth { get; init; }

    public required int TileHeight { get; init; }

    public required int StepX { get; init; }

    public required int StepY { get; init; }

    /// <summary>From pixels to coordinates: x0, its change a column and a row, y0, its change a column and a row.</summary>
    public required double[] Transform { get; init; }

    public required string Crs { get; init; }

    public int? Epsg { get; init; }

    /// <summary>West, south, east, north in degrees; null where the place is not known.</summary>
    public double[]? Bounds { get; init; }

    public required long Captioned { get; init; }

    public required long Empty { get; init; }

    public required long Unreadable { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The JSON of what the database keeps.</summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
