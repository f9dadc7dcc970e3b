using SkyScribe.Cli.Commands;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Cli.Commands;

/// <summary>The command with libtorch: training and what belongs to it, and all of <c>skyscribe</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        WarnOfOldSettings();
        return Tool.RunProcessAsync(CommandTree, arguments);
    }

    // One line for each old name, however many files have it.
    private static void WarnOfOldSettings()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        RenamedSettings.Found += setting =>
        {
            lock (told)
            {
                if (told.Add(setting.Old))
                {
                    Console.Error.WriteLine($"warning: {setting}");
                }
            }
        };
    }

    internal static Tool CommandTree()
    {
        var models = new TrainedModels();
        return new Tool("skyscribe-train", "Captions remote-sensing images: train, evaluate, score, caption.",
        [
            TrainCommand.Create(),
            AdaptCommand.Create(models),
            PretrainCommand.Create(),
            EvaluateCommand.Create(models),
            ExportCommand.Create(),
            CalibrateCommand.Create(),
            ResolutionCommand.Create(),
            RefreshCommand.Create(),
            LabCommand.Create(),
            ToyCommand.Create(),
            .. SkyScribe.Cli.Commands.Program.Shared(models, () => FullParaphrases.Table),
        ]);
    }
}
