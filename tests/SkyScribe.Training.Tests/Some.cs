using SkyScribe.Text;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests;

/// <summary>Small models and batches for tests.</summary>
internal static class Some
{
    /// <summary>A path below the repository's root.</summary>
    public static string RepositoryPath(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, path);
    }

    public static JttsOptions SmallOptions { get; } = new() { HiddenSize = 8, EmbeddingSize = 5, ClassifierSize = 7, Dropout = 0 };

    /// <summary>A model of 6 channels, 11 words, 6 attributes.</summary>
    public static JttsModel Model(string ablation, double dropout = 0, ScalarType type = ScalarType.Float64)
    {
        random.manual_seed(11);
        var model = new JttsModel(
            SmallOptions with { Ablation = ablation, Dropout = dropout }, new ModelSizes(Channels: 6, Words: 11, Attributes: 6));
        model.to(type);
        return model;
    }

    /// <summary>Three images of 4 regions, their labels, and one caption each, of different lengths.</summary>
    public static (Tensor X, Tensor Labels, Tensor Words) Batch(ScalarType type = ScalarType.Float64)
    {
        random.manual_seed(12);
        var x = randn([3, 6, 4], type);
        var labels = tensor(new[,] { { 1.0, 0, 1, 0, 0, 0 }, { 0, 1, 0, 0, 1, 0 }, { 0, 0, 0, 0, 0, 0 } }).to(type);
        var words = tensor(new long[,]
        {
            { Vocabulary.Begin, 4, 5, 6, Vocabulary.End, Vocabulary.Pad },
            { Vocabulary.Begin, 7, 4, Vocabulary.End, Vocabulary.Pad, Vocabulary.Pad },
            { Vocabulary.Begin, 9, 10, 3, 8, Vocabulary.End },
        });
        return (x, labels, words);
    }
}
