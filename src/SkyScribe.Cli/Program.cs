using System.CommandLine;
using SkyScribe.Cli.Commands;

namespace SkyScribe.Cli;

/// <summary>The <c>skyscribe</c> command.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        return SavingCommand.InvokeAsync(CommandTree().Parse(arguments));
    }

    internal static RootCommand CommandTree() => new("Captions remote-sensing images: train, evaluate, score, caption.")
    {
        TrainCommand.Create(),
        PretrainCommand.Create(),
        CaptionCommand.Create(),
        EvaluateCommand.Create(),
        ExportCommand.Create(),
        CalibrateCommand.Create(),
        ScoreCommand.Create(),
        DoctorCommand.Create(),
        MergeCommand.Create(),
        LabCommand.Create(),
        ToyCommand.Create(),
    };
}
