using SkyScribe.Training.Optimization;

namespace SkyScribe.Cli;

/// <summary>The toy preset needs no data: it draws its own, and shows what it learned.</summary>
internal static class ToyFiles
{
    private const string Preset = "toy";

    public static (string CaptionFile, string ImageFolder) Resolve(string preset, string? data, string? images) =>
        (data, images) switch
        {
            ({ } file, { } folder) => (file, folder),
            _ => throw new ArgumentException($"--data and --images are needed with --preset {preset}; only --preset {Preset} draws its own data"),
        };

    public static void ShowTestCaptions(TrainingRun run, string modelFolder, CancellationToken cancellation)
    {
        _ = (run, modelFolder, cancellation);
    }
}
