using System.Text.Json;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Text;

namespace SkyScribe.Packages;

/// <summary>A model package on disk, checked: every file there, none changed, none unknown, all sizes agreeing.</summary>
/// <remarks>Files are hostile until checked: sizes are bounded before anything is read, hashes are compared before anything is parsed.</remarks>
public sealed class ModelPackage
{
    internal const string ManifestFile = "package.json", EncoderFile = "encoder.onnx", DecoderFile = "decoder.onnx", VocabularyFile =
        "vocabulary.json",
        CardFile = "README.md", DescriptorsFile = "descriptors.npy";
    private const long MostManifestBytes = 32L << 20, MostDescriptorBytes = 256L << 20, MostBytes = 4L << 30;
    private const int MostSize = 1 << 16;
    private static readonly string[] Required = [EncoderFile, DecoderFile, VocabularyFile, CardFile];

    private ModelPackage(string folder, PackageManifest manifest, Vocabulary vocabulary, CaptionTrust? trust) =>
        (Folder, Manifest, Vocabulary, Trust) = (folder, manifest, vocabulary, trust);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Name of the model, for people and for results.</summary>
    public string Name => Manifest.Name;

    /// <summary>fp32 or int8.</summary>
    public string Precision => Manifest.Precision;

    /// <summary>Version of the package's layout (docs/reference/model-package.md).</summary>
    public int Version => Manifest.Version;

    /// <summary>Names of the attributes that the model looks for; empty for a model without attributes.</summary>
    public IReadOnlyList<string> Attributes => Manifest.Attributes;

    /// <summary>How many words the model can say.</summary>
    public int Words => Manifest.Words;

    /// <summary>Whether captions come with a confidence, because somebody ran <c>skyscribe calibrate</c>.</summary>
    public bool HasConfidence => Trust is not null;

    /// <summary>The ground resolutions that it is good at; null where nobody ran <c>skyscribe resolution</c>.</summary>
    public ResolutionRange? Resolution => Manifest.Resolution;

    /// <summary>Every file but <c>package.json</c>, with its size and hash.</summary>
    public IReadOnlyDictionary<string, PackageFile> Files => Manifest.Files;

    /// <summary>What it says of itself.</summary>
    internal PackageManifest Manifest { get; }

    /// <summary>The words.</summary>
    internal Vocabulary Vocabulary { get; }

    /// <summary>Tells what its captions are worth; null where nobody measured it.</summary>
    internal CaptionTrust? Trust { get; }

    /// <summary>The search that val was scored with.</summary>
    public DecodingOptions DefaultDecoding =>
        new() { BeamSize = Manifest.BeamSize, MaxWords = Manifest.MaxWords, Alternatives = Manifest.BeamSize - 1 };

    internal string EncoderPath => Path.Combine(Folder, EncoderFile);

    internal string DecoderPath => Path.Combine(Folder, DecoderFile);

    /// <summary>Whether a folder claims to be a package.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ManifestFile));

    /// <summary>Reads and checks a package.</summary>
    /// <exception cref="PackageException">A file is missing, changed or unknown, the package is of another version, or its parts do not fit
    /// together.</exception>
    public static ModelPackage Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string manifestPath = Path.Combine(folder, ManifestFile);
        var manifest = ReadManifest(manifestPath);
        CheckValues(manifestPath, manifest);
        CheckFiles(folder, manifest);
        Vocabulary vocabulary;
        try
        {
            vocabulary = Vocabulary.ReadJson(Path.Combine(folder, VocabularyFile));
        }
        catch (VocabularyException problem)
        {
            throw new PackageException(Path.Combine(folder, VocabularyFile), problem.Message, problem);
        }

        return vocabulary.Count == manifest.Words
            ? new ModelPackage(folder, manifest, vocabulary, ReadTrust(folder, manifest))
            : throw new PackageException(
            manifestPath, $"words is {manifest.Words}, {VocabularyFile} has {vocabulary.Count}; the package was put together from two models");
    }

    private static PackageManifest ReadManifest(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new PackageException(path, "there is no such file; expected a model package, a folder that 'skyscribe export' wrote");
        }

        if (file.Length > MostManifestBytes)
        {
            throw new PackageException(path, $"has {file.Length} bytes; expected at most {MostManifestBytes}");
        }

        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (StrictJson.NullInList(bytes) is { } line)
            {
                throw new PackageException(path, $"line {line}: found null in a list, expected a value");
            }

            var (format, version) = VersionOf(bytes);
            return format == PackageManifest.KnownFormat && version is >= PackageManifest.OldestVersion and <= PackageManifest.KnownVersion
                ? JsonSerializer.Deserialize(bytes, PackageManifest.Json) ?? throw new PackageException(path, "found null, expected an object")
                : throw new PackageException(
                    path, $"format '{format}', version {version}; this build reads '{PackageManifest.KnownFormat}', versions {PackageManifest.OldestVersion} to {PackageManifest.KnownVersion}: use the SkyScribe that wrote it, or export again");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PackageException(path, problem.Message, problem);
        }
    }

    private static (string Format, int Version) VersionOf(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
        var root = document.RootElement;
        return root.ValueKind != JsonValueKind.Object ? ("", 0) : (
            root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString()! : "",
            root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
            ? number : 0);
    }

    private static void CheckValues(string path, PackageManifest manifest)
    {
        void Within(string field, long value, long most)
        {
            if (value < 1 || value > most)
            {
                throw new PackageException(path, $"{field} is {value}; expected 1 to {most}");
            }
        }

        Within("encoder.channels", manifest.Encoder.Channels, MostSize);
        Within("encoder.gridRows", manifest.Encoder.GridRows, 1024);
        Within("encoder.gridColumns", manifest.Encoder.GridColumns, 1024);
        Within("hiddenSize", manifest.HiddenSize, MostSize);
        Within("words", manifest.Words, 1_000_000);
        Within("beamSize", manifest.BeamSize, DecodingOptions.MaxBeamSize);
        Within("maxWords", manifest.MaxWords, DecodingOptions.MaxWordsLimit);
        Within("preprocessing.size", manifest.Preprocessing.Size, 4096);
        if (manifest.Preprocessing is not { Mean: { Length: 3 } mean, Scale: { Length: 3 } scale } || !mean.All(float.IsFinite)
            || !scale.All(value => float.IsFinite(value) && value != 0))
        {
            throw new PackageException(path, "preprocessing.mean and preprocessing.scale need 3 finite values each, and no scale of 0");
        }

        if (manifest.Attributes.Count > MostSize || (manifest.HasGates && manifest.Attributes.Count == 0))
        {
            throw new PackageException(
                path, $"attributes has {manifest.Attributes.Count} names with hasGates {manifest.HasGates}; expected at most {MostSize}, and at least one where there are gates");
        }

        if (manifest.Resolution is { IsPossible: false } resolution)
        {
            throw new PackageException(
                path, FormattableString.Invariant($"resolution has best {resolution.Best}, finest {resolution.Finest}, coarsest {resolution.Coarsest}, coarsestEnlarged {resolution.CoarsestEnlarged}; expected numbers above 0 with finest <= best <= coarsest and best <= coarsestEnlarged: run 'skyscribe resolution' again"));
        }

        if (manifest.Trust is { } trust && trust.ConfidenceWeights.Count != CaptionTrust.Signals + 1)
        {
            throw new PackageException(
                path, $"trust.confidenceWeights has {trust.ConfidenceWeights.Count} numbers; expected {CaptionTrust.Signals + 1}");
        }
    }

    // Packages of version 1 have the descriptors' mean and directions in the manifest.
    private static CaptionTrust? ReadTrust(string folder, PackageManifest manifest)
    {
        if (manifest.Trust is not { } trust)
        {
            return null;
        }

        string path = Path.Combine(folder, ManifestFile);
        float[] mean, directions;
        if (trust is { DescriptorMean: { } inlineMean, Directions: { } inlineDirections })
        {
            (mean, directions) = ([.. inlineMean], [.. inlineDirections]);
        }
        else if (manifest.Files.ContainsKey(DescriptorsFile))
        {
            path = Path.Combine(folder, DescriptorsFile);
            var (values, columns) = ReadDescriptors(path);
            (mean, directions) = (values[..Math.Min(columns, values.Length)], values[Math.Min(columns, values.Length)..]);
        }
        else
        {
            throw new PackageException(path, $"trust needs {DescriptorsFile}, which files does not list; run 'skyscribe calibrate' again");
        }

        return mean.Length == 2 * manifest.Encoder.Channels && directions.Length % mean.Length == 0
            ? new CaptionTrust(trust, mean, directions)
            : throw new PackageException(
            path, $"rows of {mean.Length} numbers do not fit the encoder's {manifest.Encoder.Channels} channels; expected {2 * manifest.Encoder.Channels}");
    }

    private static (float[] Values, int Columns) ReadDescriptors(string path)
    {
        try
        {
            return NpyFile.Read(path, MostDescriptorBytes);
        }
        catch (SkyScribeException problem)
        {
            throw new PackageException(path, problem.Message[(path.Length + 2)..], problem);
        }
    }

    private static void CheckFiles(string folder, PackageManifest manifest)
    {
        if (manifest.Files.FirstOrDefault(file => file.Value is null).Key is { } empty)
        {
            throw new PackageException(
                Path.Combine(folder, ManifestFile), $"files.{SkyScribeException.Quote(empty)}: found null, expected the size and hash of a file");
        }

        if (manifest.Files.ContainsKey(ManifestFile) || manifest.Files.ContainsKey(HashList.FileName))
        {
            throw new PackageException(
                Path.Combine(folder, ManifestFile), $"files lists {ManifestFile} or {HashList.FileName}; expected the package's other files");
        }

        foreach (string name in Required.Where(name => !manifest.Files.ContainsKey(name)))
        {
            throw new PackageException(Path.Combine(folder, ManifestFile), $"files does not list {name}");
        }

        // Packages of older versions have no list; the manifest cannot hold its own hash.
        if (HashList.Problem(folder, ManifestFile) is { } problem)
        {
            throw new PackageException(
                problem.File, problem.Text + "; copy the package again, or delete the list if the manifest was changed on purpose");
        }

        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            if (name is not (ManifestFile or HashList.FileName) && !manifest.Files.ContainsKey(name))
            {
                throw new PackageException(path, $"is not listed in {ManifestFile}; a package has no other files: remove it, or export again");
            }
        }

        foreach (var (name, stated) in manifest.Files)
        {
            string path = Path.Combine(folder, name);
            if (name != Path.GetFileName(name) || name is "." or "..")
            {
                throw new PackageException(Path.Combine(folder, ManifestFile), "files names a path outside the package");
            }

            if (!File.Exists(path))
            {
                throw new PackageException(path, "is missing; the package is not complete, copy it again as a whole");
            }

            long length = new FileInfo(path).Length;
            if (length != stated.Bytes || length > MostBytes)
            {
                throw new PackageException(
                    path, $"has {length} bytes, {ManifestFile} says {stated.Bytes}; the file was changed or cut off, copy the package again");
            }

            using var stream = File.OpenRead(path);
            string hash = Sha256.Of(stream);
            if (hash != stated.Sha256)
            {
                throw new PackageException(
                    path, $"its SHA-256 is {hash}, {ManifestFile} says {stated.Sha256}; the file was changed or damaged, copy the package again");
            }
        }
    }
}
