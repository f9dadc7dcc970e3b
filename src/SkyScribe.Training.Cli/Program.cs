using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Training.Cli.Commands;

namespace SkyScribe.Training.Cli;

/// <summary>The command with libtorch: training and what belongs to it, and all of <c>skyscribe</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        return SavingCommand.InvokeAsync(CommandTree().Parse(arguments));
    }

    internal static RootCommand CommandTree()
    {
        var models = new TrainedModels();
        var root = new RootCommand("Captions remote-sensing images: train, evaluate, score, caption.")
        {
            TrainCommand.Create(),
            PretrainCommand.Create(),
            EvaluateCommand.Create(models),
            ExportCommand.Create(),
            CalibrateCommand.Create(),
            LabCommand.Create(),
            ToyCommand.Create(),
        };
        foreach (var command in SkyScribe.Cli.Program.Shared(models))
        {
            root.Add(command);
        }

        return root;
    }
}
