using System.CommandLine;

namespace SkyScribe.Cli.Commands;

/// <summary>The <c>skyscribe</c> command: all that needs no libtorch.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        FreedMemory.Keep();
        return Tool.RunProcessAsync(CommandTree, arguments);
    }

    internal static Tool CommandTree() => new(
        "skyscribe", "Captions remote-sensing images, scores captions, examines data sets.", [.. Shared(new PackageModels()), .. TrainingCommand.All()]);

    /// <summary>The commands that the training tool has too.</summary>
    /// <param name="models">which models they can open</param>
    internal static Command[] Shared(ICaptionModels models) =>
        [CaptionCommand.Create(models), RasterCommand.Create(models), FindCommand.Create(), ScoreCommand.Create(), DoctorCommand.Create(), MergeCommand.Create()];
}
