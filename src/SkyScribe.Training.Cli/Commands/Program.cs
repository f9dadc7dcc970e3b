using SkyScribe.Cli.Commands;

namespace SkyScribe.Training.Cli.Commands;

/// <summary>The command with libtorch: training and what belongs to it, and all of <c>skyscribe</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        return CommandTree().RunAsync(arguments);
    }

    internal static Tool CommandTree()
    {
        var models = new TrainedModels();
        return new Tool("skyscribe-train", "Captions remote-sensing images: train, evaluate, score, caption.",
        [
            TrainCommand.Create(),
            PretrainCommand.Create(),
            EvaluateCommand.Create(models),
            ExportCommand.Create(),
            CalibrateCommand.Create(),
            RefreshCommand.Create(),
            LabCommand.Create(),
            ToyCommand.Create(),
            .. SkyScribe.Cli.Commands.Program.Shared(models),
        ]);
    }
}
