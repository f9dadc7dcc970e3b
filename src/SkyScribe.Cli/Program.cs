using System.CommandLine;
using SkyScribe.Cli.Commands;

namespace SkyScribe.Cli;

/// <summary>The <c>skyscribe</c> command.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandTree().Parse(arguments).InvokeAsync();

    internal static RootCommand CommandTree() => new("Captions remote-sensing images: train, evaluate, score, caption.")
    {
        TrainCommand.Create(),
        CaptionCommand.Create(),
        EvaluateCommand.Create(),
        ScoreCommand.Create(),
        DoctorCommand.Create(),
        LabCommand.Create(),
        ToyCommand.Create(),
    };
}
