using System.Security.Cryptography;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Model;
using SkyScribe.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Encoders;

/// <summary>A convolutional network that turns pictures into a grid of features (Eq. 1, Table I), with its preprocessing.</summary>
public sealed class ImageEncoder : IDisposable
{
    private static readonly Kind[] Kinds =
    [
        new("alexnet", 256, 6, Preprocessing.ImageNet, () => new AlexNet(), AlexNet.IsClassifierKey),
        new("vgg16", 512, 7, Preprocessing.ImageNet, () => new Vgg(16), Vgg.IsClassifierKey),
        new("vgg19", 512, 7, Preprocessing.ImageNet, () => new Vgg(19), Vgg.IsClassifierKey),
        new("googlenet", 1024, 7, Preprocessing.SymmetricUnit, () => new GoogLeNet(), GoogLeNet.IsClassifierKey),
        new("resnet101", 2048, 7, Preprocessing.ImageNet, () => new ResNet(), ResNet.IsClassifierKey),
        new("efficientnet-lite2", 1280, 7, Preprocessing.EfficientNetLite, () => new EfficientNetLite(), _ => false),
        new("resnet101v2-c4", 1024, 7, Preprocessing.SymmetricUnit, () => new ResNetV2(), _ => false),
        new("small-cnn", SmallCnn.Channels, 6, Preprocessing.SymmetricUnit with { Size = 96 }, () => new SmallCnn(), _ => false),
    ];

    private readonly Kind _kind;
    private readonly nn.Module<Tensor, Tensor> _network;
    private string? _weightsHash;
    private Device? _device;   // null: the CPU, where it is made

    private ImageEncoder(Kind kind)
    {
        FreedMemory.Keep();   // before the first tensor of any size: training and captioning begin with an encoder
        _kind = kind;
        Preprocessing = kind.Preprocessing;
        _network = kind.Build();
        _network.eval();   // batch statistics stay those of the weight file, whatever is trained
        foreach (var parameter in _network.parameters())
        {
            parameter.requires_grad = false;
        }

        FrozenStages = CountFrozenStages();
    }

    /// <summary>The encoders there are.</summary>
    public static IReadOnlyList<string> Names { get; } = Kinds.Select(kind => kind.Name).ToArray();

    /// <summary>The encoder's name.</summary>
    public string Name => _kind.Name;

    /// <summary>C, channels of a feature.</summary>
    public int Channels => _kind.Channels;

    /// <summary>Rows of the grid; R = rows x columns.</summary>
    public int GridRows => _kind.Grid;

    /// <summary>Columns of the grid.</summary>
    public int GridColumns => _kind.Grid;

    /// <summary>How a picture becomes the network's input.</summary>
    public Preprocessing Preprocessing { get; private set; }

    /// <summary>SHA-256 of the weight file that was loaded; of the parameters themselves where none was.</summary>
    public string WeightsHash => _weightsHash ??= HashParameters();

    /// <summary>How the names of the weight file that was loaded became this network's, a sentence each; empty where they were the same.</summary>
    public IReadOnlyList<string> WeightRemarks { get; private set; } = [];

    internal nn.Module<Tensor, Tensor> Module => _network;

    /// <summary>Makes an encoder with random weights (libtorch's generator).</summary>
    /// <exception cref="OptionException">No encoder has that name; the message lists them.</exception>
    public static ImageEncoder Create(string name) =>
        new(Array.Find(Kinds, kind => kind.Name == name)
            ?? throw new OptionException($"no encoder is named '{name}'; there are {string.Join(", ", Names)}"));

    /// <summary>Loads weights from a safetensors file or a PyTorch state dict; keys of a classifier that is not part of this network are skipped, and
    /// one common beginning of all names ("module.") is taken away (<see cref="WeightRemarks"/> say so).</summary>
    /// <param name="path">the file; FILE#KEY takes one of several dictionaries in it, or the tensors whose names begin with KEY</param>
    /// <exception cref="WeightFileException">The file is missing, damaged (also where a SHA256SUMS beside it says so), or of another
    /// network.</exception>
    public void LoadWeights(string path)
    {
        List<string> remarks = [];
        string file = Path.GetFullPath(WeightFile.Split(path).File);
        if (HashList.Problem(Path.GetDirectoryName(file) ?? "", Path.GetFileName(file)) is { } problem)
        {
            throw new WeightFileException(problem.File, $"{problem.Text}; make it again, or delete {HashList.FileName} there to take it as it is");
        }

        var weights = WeightFile.Read(path, remarks);
        try
        {
            WeightLoader.Load(_network, WeightLoader.WithoutPrefix(_network, weights, path, remarks), path, _kind.IsClassifierKey, allowsHead: true);
        }
        finally
        {
            foreach (var tensor in weights.Values)
            {
                tensor.Dispose();
            }
        }

        _weightsHash = WeightFile.Hash(path);
        WeightRemarks = remarks;
    }

    /// <summary>Takes weights that were read elsewhere; <see cref="WeightsHash"/> is then of the parameters.</summary>
    /// <param name="weights">all of them, by their names</param>
    /// <param name="source">named in errors</param>
    internal void TakeWeights(IReadOnlyDictionary<string, Tensor> weights, string source)
    {
        WeightLoader.Load(_network, weights, source);
        (_weightsHash, WeightRemarks) = (null, []);
    }

    /// <summary>Writes the weights as safetensors; a tensor whose values half precision holds exactly is written in half precision.</summary>
    public void SaveWeights(string path)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in _network.state_dict())
        {
            var half = tensor.to(float16);
            tensors[name] = tensor.dtype == float32 && half.to(float32).Equals(tensor) ? half : tensor;
        }

        SafetensorsFile.Write(path, tensors);
    }

    /// <summary>Sets the bands and the mapping to 8 bits of pictures that are read for it.</summary>
    internal void Render(Rendering rendering) => Preprocessing = Preprocessing with { Rendering = rendering };

    /// <summary>Lets parameters learn.</summary>
    /// <param name="names">"all", or beginnings of parameter names, separated by commas ("block3,norm")</param>
    /// <exception cref="OptionException">A beginning fits no parameter.</exception>
    public void Unfreeze(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var parameters = _network.named_parameters().ToArray();
        foreach (string beginning in names.Split(',', StringSplitOptions.TrimEntries))
        {
            if (beginning.Length == 0)
            {
                throw new OptionException(
                    $"encoder.trainable: found an empty name in '{names}'; expected all, or beginnings of parameter names, separated by commas");
            }

            var chosen = parameters.Where(pair => beginning == "all" || pair.name.StartsWith(beginning, StringComparison.Ordinal)).ToArray();
            if (chosen.Length == 0)
            {
                throw new OptionException(
                    $"encoder.trainable: no parameter of {Name} begins with '{beginning}'; its first are {string.Join(", ", parameters.Take(3).Select(pair => pair.name))}, its last {parameters[^1].name}");
            }

            foreach (var (_, parameter) in chosen)
            {
                parameter.requires_grad = true;
            }
        }

        FrozenStages = CountFrozenStages();
    }

    /// <summary>Computes features; with gradient where parameters learn and gradients are on.</summary>
    /// <param name="images">preprocessed pictures [B, 3, S, S]</param>
    /// <returns>x [B, C, H, W]</returns>
    public Tensor Encode(Tensor images) => _network.call(Here(images));

    /// <summary>Stages before the first one with a parameter that learns; all of them where none does. A network that cannot be cut is one
    /// stage.</summary>
    internal int FrozenStages { get; private set; }

    /// <summary>The stages that do not learn: what of a picture is computed once.</summary>
    /// <param name="images">preprocessed pictures [B, 3, S, S]</param>
    internal Tensor EncodeFrozen(Tensor images)
    {
        using var guard = no_grad();
        return _network is IStagedNetwork staged ? staged.Run(Here(images), to: FrozenStages)
            : FrozenStages == 0 ? images.alias() : _network.call(Here(images));
    }

    /// <summary>The rest of the network, on what <see cref="EncodeFrozen"/> gave.</summary>
    /// <returns>x [B, C, H, W]</returns>
    internal Tensor EncodeRest(Tensor x) => _network is IStagedNetwork staged ? staged.Run(Here(x), FrozenStages)
        : FrozenStages == 0 ? _network.call(Here(x)) : x.alias();

    /// <summary>Moves the network; what it computes then stays there.</summary>
    internal void MoveTo(Device device)
    {
        _network.to(device);
        _device = device;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private Tensor Here(Tensor x) => _device is null ? x : x.to(_device);

    private int CountFrozenStages()
    {
        IReadOnlyList<nn.Module> stages = _network is IStagedNetwork staged ? staged.Stages : [_network];
        return stages.TakeWhile(stage => !stage.parameters().Any(parameter => parameter.requires_grad)).Count();
    }

    private string HashParameters()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, tensor) in _network.state_dict())
        {
            using var scope = NewDisposeScope();
            hash.AppendData(tensor.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Kind(
        string Name, int Channels, int Grid, Preprocessing Preprocessing, Func<nn.Module<Tensor, Tensor>> Build, Func<string, bool> IsClassifierKey);
}
