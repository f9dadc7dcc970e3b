using System.Runtime.CompilerServices;
using SkyScribe.Models;
using SkyScribe.Training;

namespace SkyScribe.Cli;

/// <summary>Opens what <c>--model</c> names: a package, a checkpoint, or, where it is left out, the bundled model.</summary>
internal static class CaptionModel
{
    public const string Description = "A model package, a model folder or the folder of a training run; the bundled model where it is left out.";

    /// <param name="threads">0 takes all processors</param>
    public static IImageCaptioner Open(string? path, int threads = 0) => path is null || ModelPackage.IsIn(path)
        ? Captioner.Load(path, new CaptionerOptions { Threads = threads })
        : OpenTrained(path, threads);

    /// <param name="paths">none for the bundled model; several for trained models that write together</param>
    public static IImageCaptioner Open(IReadOnlyList<string> paths) => paths.Count < 2 ? Open(paths.FirstOrDefault()) : OpenEnsemble(paths);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ModelEnsemble OpenEnsemble(IReadOnlyList<string> paths) => paths.FirstOrDefault(ModelPackage.IsIn) is { } package
        ? throw new ArgumentException($"--model {package}: a model package cannot write together with others; give the folders of training runs")
        : ModelEnsemble.Load(paths);

    // Apart, so that captioning with a package never loads TorchSharp and libtorch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TrainedModel OpenTrained(string path, int threads)
    {
        if (threads > 0)
        {
            TorchSharp.torch.set_num_threads(threads);
        }

        return TrainedModel.Load(path);
    }
}
