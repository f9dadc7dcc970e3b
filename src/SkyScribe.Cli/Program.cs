using System.CommandLine;
using SkyScribe.Cli.Commands;

namespace SkyScribe.Cli;

/// <summary>The <c>skyscribe</c> command: all that needs no libtorch.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        return SavingCommand.InvokeAsync(CommandTree().Parse(arguments));
    }

    internal static RootCommand CommandTree()
    {
        var root = new RootCommand("Captions remote-sensing images, scores captions, examines data sets.");
        foreach (var command in Shared(new PackageModels()))
        {
            root.Add(command);
        }

        foreach (var elsewhere in TrainingCommand.All())
        {
            root.Add(elsewhere);
        }

        return root;
    }

    /// <summary>The commands that the training tool has too.</summary>
    /// <param name="models">which models they can open</param>
    internal static Command[] Shared(ICaptionModels models) =>
        [CaptionCommand.Create(models), ScoreCommand.Create(), DoctorCommand.Create(), MergeCommand.Create()];
}
