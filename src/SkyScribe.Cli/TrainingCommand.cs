using System.CommandLine;

namespace SkyScribe.Cli;

/// <summary>A command that only the training tool has: here it says how to get that tool.</summary>
internal static class TrainingCommand
{
    private static readonly (string Name, string Purpose)[] Elsewhere =
    [
        ("train", "Trains the joint-training two-stage model"),
        ("pretrain", "Trains an encoder on scene labels"),
        ("evaluate", "Captions a split and scores it"),
        ("export", "Writes a model package of a trained model"),
        ("calibrate", "Measures how far a package's captions can be trusted"),
        ("refresh", "Brings a model package of an earlier version to the form of this one"),
        ("lab", "Trains what a plan lists and makes tables of the results"),
        ("toy", "Draws the toy data set"),
    ];

    public static IEnumerable<Command> All() => Elsewhere.Select(Create);

    private static Command Create((string Name, string Purpose) entry)
    {
        string remedy = $"""
            '{entry.Name}' is a command of the training tool, which carries libtorch. To get it:
              dotnet tool install --global SkyScribe.Training.Tool
              skyscribe-train {entry.Name} --help
            From a clone of SkyScribe:
              ./skyscribe {entry.Name} --help
            """.ReplaceLineEndings("\n");
        var command = new ToolCommand(
            entry.Name, $"{entry.Purpose} (in the training tool).") { TreatUnmatchedTokensAsErrors = false, Notes = remedy };
        command.SetAction(_ =>
        {
            Console.Error.WriteLine($"error: {remedy}");
            return ExitCode.BadInput;
        });
        return command;
    }
}
