using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.Geo;
using SkyScribe.IO;

namespace SkyScribe.Batch.Plans;

/// <summary>Whole rows of a raster's tiles.</summary>
/// <param name="FirstRow">the first row of tiles</param>
/// <param name="Rows">how many rows</param>
/// <param name="Plan">all that was decided of the raster</param>
internal sealed record RasterPiece(int FirstRow, int Rows, RasterPlan Plan)
{
    /// <summary>The first tile's number.</summary>
    public long FirstTile => (long)FirstRow * Plan.Grid.Columns;

    /// <summary>The number after the last tile's.</summary>
    public long EndTile => (long)(FirstRow + Rows) * Plan.Grid.Columns;
}

/// <summary>An image file and its state when the plan was made.</summary>
/// <param name="Image">its full path</param>
/// <param name="State">length and time of the last change</param>
internal sealed record PlannedImage(string Image, string State);

/// <summary>The first line of a shard.</summary>
/// <param name="Format">says that it is of a plan</param>
/// <param name="Version">which version of the form</param>
/// <param name="Settings">hash of the settings</param>
internal sealed record ShardHeader(string Format, int Version, string Settings);

/// <summary>A shard: a part of a plan that depends on nothing but itself, its inputs and the model. Its id is the SHA-256 of the lines below, so the
/// same work has the same id in any plan.</summary>
/// <remarks>A file of JSON lines, packed with gzip: the first names the form and the settings, each other is a <see cref="RasterPiece"/> or a
/// <see cref="PlannedImage"/>.</remarks>
internal sealed record PlanShard
{
    private const int MostBytes = 1 << 28;

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Parts of rasters; empty for images.</summary>
    public IReadOnlyList<RasterPiece> Pieces { get; init; } = [];

    /// <summary>Images; empty for rasters.</summary>
    public IReadOnlyList<PlannedImage> Images { get; init; } = [];

    /// <summary>Tiles or images.</summary>
    public long Units => Images.Count + Pieces.Sum(piece => piece.EndTile - piece.FirstTile);

    /// <summary>The packed file of a shard, and its id.</summary>
    public static (byte[] Packed, string Id) Write<T>(string settings, IEnumerable<T> content, JsonTypeInfo<T> type)
    {
        using var lines = new MemoryStream();
        Add(new ShardHeader(PlanManifest.FormatName, PlanManifest.CurrentVersion, settings), PlanJson.Lines.ShardHeader);
        foreach (var one in content)
        {
            Add(one, type);
        }

        var bytes = lines.GetBuffer().AsSpan(0, (int)lines.Length);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return (packed.ToArray(), Sha256.Of(bytes));

        void Add<TLine>(TLine line, JsonTypeInfo<TLine> form)
        {
            JsonSerializer.Serialize(lines, line, form);
            lines.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads a packed file.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="packed">its content</param>
    /// <param name="id">the id that it should have</param>
    /// <param name="settings">the plan's settings</param>
    /// <exception cref="BatchException">It is damaged, or was changed.</exception>
    public static PlanShard Read(string name, byte[] packed, string id, PlanSettings settings)
    {
        try
        {
            byte[] lines = Unpack(name, packed);
            string found = Sha256.Of(lines);
            if (found != id)
            {
                throw new BatchException(name, $"this shard was changed: its SHA-256 is {found}, expected {id}; make the plan again");
            }

            using var reader = new StreamReader(new MemoryStream(lines));
            var header = JsonSerializer.Deserialize(reader.ReadLine() ?? "", PlanJson.Lines.ShardHeader);
            if (header is null || header.Settings != settings.Hash)
            {
                throw new BatchException(name, $"this shard was made with other settings ({header?.Settings}); expected {settings.Hash}: make the plan again");
            }

            return settings.Kind == PlanKind.Rasters
                ? new PlanShard { Id = id, Pieces = [.. Rest(reader, PlanJson.Lines.RasterPiece)] }
                : new PlanShard { Id = id, Images = [.. Rest(reader, PlanJson.Lines.PlannedImage)] };
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException)
        {
            throw new BatchException(name, $"this shard is damaged ({problem.Message}); make the plan again", problem);
        }
    }

    private static IEnumerable<T> Rest<T>(StreamReader reader, JsonTypeInfo<T> type)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("null");
        }
    }

    private static byte[] Unpack(string name, byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var lines = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            lines.Write(buffer, 0, read);
            if (lines.Length > MostBytes)
            {
                throw new BatchException(name, $"this shard has more than {MostBytes} bytes; expected one that 'batch plan' made");
            }
        }

        return lines.ToArray();
    }
}
