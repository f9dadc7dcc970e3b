using System.Text.Json;
using System.Text.Json.Serialization;
using SkyScribe.Decoding;
using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Batch.Plans;

/// <summary>What a plan's inputs are.</summary>
[JsonConverter(typeof(NamedEnumConverter<PlanKind>))]
internal enum PlanKind
{
    /// <summary>Rasters, in tiles.</summary>
    Rasters,

    /// <summary>Image files.</summary>
    Images,
}

/// <summary>What every result of a plan depends on, beside its inputs.</summary>
internal sealed record PlanSettings
{
    /// <summary>What the inputs are.</summary>
    public required PlanKind Kind { get; init; }

    /// <summary>SHA-256 of the captioner's weights.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the encoder's weights.</summary>
    public required string Encoder { get; init; }

    /// <summary>fp32 or int8.</summary>
    public required string Precision { get; init; }

    /// <summary>How captions are searched for.</summary>
    public required DecodingOptions Decoding { get; init; }

    /// <summary>Attributes that get a column of their own in layers.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Bands and stretch of images; null takes those of the model's training. A raster's are in its own plan.</summary>
    public Rendering? Rendering { get; init; }

    /// <summary>Width x height of the largest image that is read.</summary>
    [JsonRequired]
    public long MaxPixels { get; init; } = ImageLimits.Default.MaxPixels;

    /// <summary>Settings of a model.</summary>
    public static PlanSettings Of(PlanKind kind, IImageCaptioner model) => new()
    {
        Kind = kind, Model = model.Origin.ModelHash, Encoder = model.Origin.EncoderHash, Precision = model.Origin.Precision,
        Decoding = model.DefaultDecoding,
    };

    /// <summary>What the work is counted in.</summary>
    [JsonIgnore]
    public string Unit => Kind == PlanKind.Rasters ? "tiles" : "images";

    /// <summary>SHA-256 of all of them: part of each shard, so that a shard's id is that of what it does.</summary>
    [JsonIgnore]
    public string Hash => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Lines.PlanSettings));

    /// <summary>Refuses a model that the plan was not made for.</summary>
    /// <param name="plan">the plan, for messages</param>
    /// <param name="model">the model</param>
    /// <exception cref="BatchException">It is another one.</exception>
    public void RequireModel(string plan, IImageCaptioner model)
    {
        var given = Of(Kind, model);
        (string Name, string Planned, string Given)[] all =
        [
            ("the model's hash", Model, given.Model), ("the encoder's hash", Encoder, given.Encoder), ("the precision", Precision, given.Precision),
            .. Kind == PlanKind.Rasters ? [("the search", Decoding.ToString(), given.Decoding.ToString())] : Array.Empty<(string, string, string)>(),
        ];
        foreach (var (name, planned, found) in all)
        {
            if (planned != found)
            {
                throw new BatchException(plan,
                    $"was made for another model: {name} is {found}, expected {planned}; name the plan's model in --model, or make a new plan");
            }
        }
    }
}

/// <summary>The file <c>manifest.json</c> of a plan.</summary>
internal sealed record PlanManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "skyscribe-batch-plan";

    /// <summary>The version that is written and read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Says that it is a plan.</summary>
    public required string Format { get; init; }

    /// <summary>Which version of the form.</summary>
    public required int Version { get; init; }

    /// <summary>What results depend on.</summary>
    public required PlanSettings Settings { get; init; }

    /// <summary>Rasters or images.</summary>
    public required long Inputs { get; init; }

    /// <summary>Tiles or images.</summary>
    public required long Units { get; init; }

    /// <summary>How many shards.</summary>
    public required int Shards { get; init; }

    /// <summary>SHA-256 of the list of shards.</summary>
    public required string ShardsHash { get; init; }

    /// <summary>What the rasters say of their coordinate reference system; null for images, and for rasters without a place.</summary>
    public CrsDescription? Crs { get; init; }

    /// <summary>The time that a layer of the rasters says it is of.</summary>
    public DateTime Time { get; init; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="name">the plan, for messages</param>
    /// <param name="bytes">the file's content</param>
    /// <exception cref="BatchException">It is none, or of another version.</exception>
    public static PlanManifest Read(string name, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            string format = root.GetProperty("format").GetString()!;
            int version = root.GetProperty("version").GetInt32();
            if (format != FormatName || version != CurrentVersion)
            {
                throw new BatchException(name,
                    $"found {SkyScribeException.Quote(format)} version {version}, expected {FormatName} version {CurrentVersion}: make the plan with the version of SkyScribe that runs it");
            }

            return root.Deserialize(PlanJson.Pages.PlanManifest) ?? throw new JsonException("null");
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BatchException(name, $"the plan's {FileName} is damaged ({problem.Message}); make the plan again", problem);
        }
    }
}
