using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe.Cli;

/// <summary>Opens model packages and, where none is named, the bundled model.</summary>
internal sealed class PackageModels : ICaptionModels
{
    public string Description => "Folder of a model package; the bundled model where it is left out.";

    public IImageCaptioner Open(string? path, int threads = 0, ImageLimits? limits = null, Rendering? rendering = null)
    {
        if (path is not null && Directory.Exists(path) && !ModelPackage.IsIn(path)
            && (File.Exists(Path.Combine(path, "model.json")) || Directory.Exists(Path.Combine(path, "model"))))
        {
            throw new SkyScribeException(
                path, "it is the folder of a trained model, which needs libtorch: export a package of it (skyscribe-train export), or caption with skyscribe-train");
        }

        limits ??= ImageLimits.Default;
        return ExitCode.InputTo(() => Captioner.Load(
            path, new CaptionerOptions { Threads = threads, MaxPixels = limits.MaxPixels, MaxFileBytes = limits.MaxFileBytes,
            Rendering = rendering }));
    }
}
