using SkyScribe.Cli;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Inference;

namespace SkyScribe.Training.Cli;

/// <summary>Opens model packages and, with libtorch, the folders of trained models.</summary>
/// <remarks>Captioning with a package never loads libtorch: the types that need it are first touched when a trained model is opened.</remarks>
internal sealed class TrainedModels : ICaptionModels
{
    private readonly PackageModels _packages = new();

    public string Description => "A model package, a model folder or the folder of a training run; the bundled model where it is left out.";

    public IImageCaptioner Open(string? path, int threads = 0, ImageLimits? limits = null, Rendering? rendering = null) =>
        path is null || ModelPackage.IsIn(path) ? _packages.Open(path, threads, limits, rendering) : OpenTrained(path, threads, limits, rendering);

    /// <summary>Opens one model, or an ensemble of trained ones.</summary>
    /// <param name="paths">none for the bundled model</param>
    public IImageCaptioner Open(IReadOnlyList<string> paths) => paths.Count < 2 ? Open(paths.FirstOrDefault()) : OpenEnsemble(paths);

    /// <summary>The folder of a model that is named to start from.</summary>
    /// <param name="name">"bundled", or the folder</param>
    public static string FolderOf(string name) => name == "bundled" ? BundledModel.Folder : name;

    private static ModelEnsemble OpenEnsemble(IReadOnlyList<string> paths) => paths.FirstOrDefault(ModelPackage.IsIn) is { } package
        ? throw new SkyScribeException(package, "a model package cannot be part of an ensemble; name the folders of training runs")
        : ModelEnsemble.Load(paths);

    private static TrainedModel OpenTrained(string path, int threads, ImageLimits? limits, Rendering? rendering)
    {
        if (threads > 0)
        {
            TorchSharp.torch.set_num_threads(threads);
        }

        return TrainedModel.Load(path, limits, rendering);
    }
}
