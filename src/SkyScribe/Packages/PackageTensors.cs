using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SkyScribe.Packages;

/// <summary>The inputs and outputs of a package's two graphs, encoder.onnx and decoder.onnx, for a model of certain sizes: the one place that names
/// them. Whoever writes, opens, runs or checks a graph takes names, element types and shapes from here (docs/reference/model-package.md says what
/// each tensor holds).</summary>
/// <remarks>Letters of the free axes: B images, N rows (captions in the making), P rows of the step before.</remarks>
internal sealed class PackageTensors
{
    public const string
        Images = "images", Features = "features", Regions = "regions", Keys = "keys", MeanInput = "mean_input", Probabilities =
        "probabilities", Sampled = "sampled",
        Words = "words", Parents = "parents", ImageOfRow = "images", LogProbabilities = "log_probabilities", Attention = "attention",
        Hidden1 = "hidden1", Cell1 = "cell1", Hidden2 = "hidden2", Cell2 = "cell2";

    private const int Gates = 3;
    private const string OfImages = "B", OfRows = "N", OfParents = "P";

    /// <param name="pixels">S, the pictures' width and height</param>
    /// <param name="channels">C</param>
    /// <param name="regions">R</param>
    /// <param name="hiddenSize">D</param>
    /// <param name="words">V</param>
    /// <param name="attributes">K, 0 for a model without them</param>
    /// <param name="hasGates">whether attributes guide the decoder</param>
    public PackageTensors(long pixels, long channels, long regions, long hiddenSize, long words, long attributes, bool hasGates)
    {
        static PackageTensor Float(string name, string rows, params IReadOnlyList<long> sizes) => new(name, TensorElementType.Float, rows, sizes);
        static PackageTensor Index(string name) => new(name, TensorElementType.Int64, OfRows);

        Picture = Float(Images, OfImages, 3, pixels, pixels);
        PackageTensor[] grid = [
            Float(Regions, OfImages, regions, hiddenSize), Float(Keys, OfImages, regions, hiddenSize), Float(MeanInput, OfImages, 4 * hiddenSize)];
        PackageTensor[] gates = [.. Enumerable.Range(0, hasGates ? Gates : 0).Select(gate => Float(Gate(gate), OfImages, 2 * hiddenSize))];
        Context = [.. grid, .. gates];
        EncoderOutputs =
        [
            Float(Features, OfImages, channels, regions), .. grid,
            .. attributes > 0 ? [Float(Probabilities, OfImages, attributes)] : Array.Empty<PackageTensor>(),
            .. hasGates ? [Float(Sampled, OfImages, attributes)] : Array.Empty<PackageTensor>(),
            .. gates,
        ];
        Indices = [Index(Words), Index(Parents), Index(ImageOfRow)];
        States = [.. StateNames.Select(name => Float(name, OfParents, hiddenSize))];
        NextStates = [.. StateNames.Select(name => Float(Next(name), OfRows, hiddenSize))];
        DecoderOutputs = [Float(LogProbabilities, OfRows, words), .. NextStates, Float(Attention, OfRows, regions)];
    }

    /// <summary>The states' names, in the order of <see cref="States"/>.</summary>
    public static IReadOnlyList<string> StateNames { get; } = [Hidden1, Cell1, Hidden2, Cell2];

    /// <summary>The encoder's input.</summary>
    public PackageTensor Picture { get; }

    /// <summary>What the encoder gives.</summary>
    public IReadOnlyList<PackageTensor> EncoderOutputs { get; }

    /// <summary>What the encoder gives and the decoder takes.</summary>
    public IReadOnlyList<PackageTensor> Context { get; }

    /// <summary>For each row its last word, the row of the step before that it continues, its image.</summary>
    public IReadOnlyList<PackageTensor> Indices { get; }

    /// <summary>The states after the step before.</summary>
    public IReadOnlyList<PackageTensor> States { get; }

    /// <summary>The states after this step, in the order of <see cref="States"/>.</summary>
    public IReadOnlyList<PackageTensor> NextStates { get; }

    /// <summary>What the decoder takes.</summary>
    public IReadOnlyList<PackageTensor> DecoderInputs => [.. Indices, .. States, .. Context];

    /// <summary>What the decoder gives.</summary>
    public IReadOnlyList<PackageTensor> DecoderOutputs { get; }

    /// <summary>The contract of the model that a manifest describes.</summary>
    public static PackageTensors Of(PackageManifest manifest) => new(
        manifest.Preprocessing.Size, manifest.Encoder.Channels, manifest.Encoder.Regions, manifest.HiddenSize, manifest.Words,
        manifest.Attributes.Count, manifest.HasGates);

    /// <summary>Name of a gate's prepared product.</summary>
    /// <param name="gate">0 to 2</param>
    public static string Gate(int gate) => $"gate{gate + 1}";

    /// <summary>Name of a state after the step.</summary>
    public static string Next(string state) => "next_" + state;

    /// <summary>One of the tensors that the encoder or the decoder gives.</summary>
    public PackageTensor Output(string name) => EncoderOutputs.Concat(DecoderOutputs).First(tensor => tensor.Name == name);

    /// <summary>Checks that an open encoder is one of this contract.</summary>
    /// <param name="file">named in the error</param>
    /// <exception cref="PackageException">A tensor is missing, unknown, or of another type or shape.</exception>
    public void CheckEncoder(string file, InferenceSession session) => Check(file, session, [Picture], EncoderOutputs);

    /// <summary>Checks that an open decoder is one of this contract.</summary>
    /// <param name="file">named in the error</param>
    /// <exception cref="PackageException">A tensor is missing, unknown, or of another type or shape.</exception>
    public void CheckDecoder(string file, InferenceSession session) => Check(file, session, DecoderInputs, DecoderOutputs);

    private static void Check(string file, InferenceSession session, IReadOnlyList<PackageTensor> inputs, IReadOnlyList<PackageTensor> outputs)
    {
        Check(file, "input", inputs, session.InputMetadata);
        Check(file, "output", outputs, session.OutputMetadata);
    }

    private static void Check(string file, string kind, IReadOnlyList<PackageTensor> expected, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        if (found.Keys.FirstOrDefault(name => expected.All(tensor => tensor.Name != name)) is { } unknown)
        {
            throw new PackageException(file, $"has an {kind} '{unknown}' that docs/reference/model-package.md does not know; export the model again");
        }

        foreach (var tensor in expected)
        {
            string? misfit = found.TryGetValue(tensor.Name, out var metadata) ? tensor.Misfit(metadata) : "is missing";
            if (misfit is not null)
            {
                throw new PackageException(file, $"{kind} '{tensor.Name}' {misfit}; export the model again");
            }
        }
    }
}
