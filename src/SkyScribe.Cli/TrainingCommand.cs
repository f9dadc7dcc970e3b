using System.CommandLine;

namespace SkyScribe.Cli;

/// <summary>A command that only the training tool has: here it says how to get that tool.</summary>
internal static class TrainingCommand
{
    private static readonly (string Name, string Purpose)[] Elsewhere =
    [
        ("train", "Trains the joint-training two-stage model."),
        ("pretrain", "Trains an encoder on scene labels."),
        ("evaluate", "Captions a split and scores it."),
        ("export", "Writes a model package of a trained model."),
        ("calibrate", "Measures how far a package's captions can be trusted."),
        ("lab", "Trains what a plan lists and makes tables of the results."),
        ("toy", "Draws the toy data set."),
    ];

    public static IEnumerable<Command> All() => Elsewhere.Select(Create);

    private static Command Create((string Name, string Purpose) entry)
    {
        string remedy = $"In the training tool, which carries libtorch: dotnet tool install SkyScribe.Training.Tool, then skyscribe-train {entry.Name}. From a clone: ./skyscribe {entry.Name}.";
        var command = new Command(entry.Name, $"{entry.Purpose} {remedy}") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(_ =>
        {
            Console.Error.WriteLine($"error: '{entry.Name}' is not in this tool. {remedy}");
            return ExitCode.BadInput;
        });
        return command;
    }
}
