using System.CommandLine;
using SkyScribe.Metrics.Meteor;

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
        "skyscribe", "Captions remote-sensing images, scores captions, examines data sets.",
        [.. Shared(new PackageModels(), fullParaphrases: null), .. TrainingCommand.All()]);

    /// <summary>The commands that the training tool has too.</summary>
    /// <param name="models">which models they can open</param>
    /// <param name="fullParaphrases">opens METEOR's full table, which takes 15 MB; null in a tool that does not carry it</param>
    internal static Command[] Shared(ICaptionModels models, Func<ParaphraseTable>? fullParaphrases) =>
        [CaptionCommand.Create(models), RasterCommand.Create(models), FindCommand.Create(models), BatchCommand.Create(models),
        ServeCommand.Create(models), LabelCommand.Create(models), ScoreCommand.Create(fullParaphrases), DoctorCommand.Create(),
        MergeCommand.Create()];
}
