using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.Imaging;

namespace SkyScribe.Packages;

/// <summary>What a model package says of itself: <c>package.json</c> (docs/reference/model-package.md).</summary>
internal sealed record PackageManifest
{
    /// <summary>The only format name there is.</summary>
    public const string KnownFormat = "skyscribe-package";

    /// <summary>The version that this build writes: what an image gets depends on no other image that goes through the graphs with it.</summary>
    public const int KnownVersion = 2;

    /// <summary>The oldest version that this build reads. The layout is the same, but a caption may depend on the images in its batch.</summary>
    public const int OldestVersion = 1;

    /// <summary>Always <see cref="KnownFormat"/>.</summary>
    public string Format { get; init; } = KnownFormat;

    /// <summary>Version of the package's layout.</summary>
    public int Version { get; init; } = KnownVersion;

    /// <summary>Name of the model, for people and for results.</summary>
    public required string Name { get; init; }

    /// <summary>fp32 or int8.</summary>
    public required string Precision { get; init; }

    /// <summary>The SkyScribe that wrote it.</summary>
    public required string Software { get; init; }

    /// <summary>Row of the ablation table that the model is.</summary>
    public required string Ablation { get; init; }

    /// <summary>Seed of its training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The encoder.</summary>
    public required PackageEncoder Encoder { get; init; }

    /// <summary>How a picture becomes the encoder's input.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>D.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>V, special words included.</summary>
    public required int Words { get; init; }

    /// <summary>Names of the attributes, in the order of the classifier's outputs; empty for a model without attributes.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Whether attributes guide the decoder.</summary>
    public required bool HasGates { get; init; }

    /// <summary>Partial captions kept for each image where the user says nothing.</summary>
    public required int BeamSize { get; init; }

    /// <summary>Most words of a caption where the user says nothing.</summary>
    public required int MaxWords { get; init; }

    /// <summary>Name and SHA-256 of the training data's caption file.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the epoch was chosen by.</summary>
    public required string SelectedOn { get; init; }

    /// <summary>Scores on val of the model before it was exported.</summary>
    public required IReadOnlyDictionary<string, double> ValidationScores { get; init; }

    /// <summary>How to tell what its captions are worth; null where nobody measured it.</summary>
    public TrustCalibration? Trust { get; init; }

    /// <summary>The ground resolutions that it is good at; null where nobody measured it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResolutionRange? Resolution { get; init; }

    /// <summary>Every file of the package but this one, with its size and hash.</summary>
    public required IReadOnlyDictionary<string, PackageFile> Files { get; init; }

    /// <summary>The one way manifests are read and written.</summary>
    internal static JsonTypeInfo<PackageManifest> Json { get; } = new PackageJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        MaxDepth = 16,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<ResampleFilter>(JsonNamingPolicy.CamelCase) },
    }).PackageManifest;
}

// Written by the compiler, so that trimmed programs and those compiled ahead of time read packages too.
[JsonSerializable(typeof(PackageManifest))]
internal sealed partial class PackageJson : JsonSerializerContext;

/// <summary>The encoder of a package.</summary>
/// <param name="Name">one of the encoders' names</param>
/// <param name="Channels">C</param>
/// <param name="GridRows">rows of the grid</param>
/// <param name="GridColumns">columns of the grid</param>
/// <param name="WeightsHash">SHA-256 of the weights it was exported from</param>
internal sealed record PackageEncoder(string Name, int Channels, int GridRows, int GridColumns, string WeightsHash)
{
    /// <summary>R.</summary>
    [JsonIgnore]
    public int Regions => GridRows * GridColumns;
}

/// <summary>One file of a package.</summary>
/// <param name="Bytes">its length</param>
/// <param name="Sha256">its hash, lower-case hexadecimal</param>
public sealed record PackageFile(long Bytes, string Sha256);
