using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Lab.Studies;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe lab study</c>: one measurement each, printed as the Markdown that docs/results holds.</summary>
internal static class LabStudyCommand
{
    public static Command Create()
    {
        var command = new Command("study", "Measures one thing and prints it as Markdown, as in docs/results.");
        foreach (var study in Studies())
        {
            command.Add(study);
        }

        return command;
    }

    private static IEnumerable<Command> Studies()
    {
        yield return Study("parameters", "Parameters without the CNN, beside the paper's Table VIII.", [],
            (output, _) => ParameterTable.Write(output));
        yield return Study(
            "efficiency", "Operations and times of a training step and of a caption, beside the paper's Table VIII.",
            ["dataset"], (output, values) => EfficiencyTable.Write(output, values[0]));
        yield return Study(
            "ridge", "How well a ridge classifier tells UCM's scenes from an encoder's mean features: whether a network and its weights fit together.",
            ["encoder", "weights", "dataset", "images"], (output, values) => RidgeTest.Write(output, values[0], values[1], values[2], values[3]));
        yield return Study(
            "attributes", "What a model's attributes are worth to its captions on val.",
            ["model", "dataset", "images"], (output, values) => AttributeWorth.Write(output, values[0], values[1], values[2]));
        yield return Study(
            "trust", "Confidence and out-of-domain warnings of a package on aerial images and on drawn pictures that are none.",
            ["package", "dataset", "images"], (output, values) => OutOfDomain.Write(output, values[0], values[1], values[2]));
        yield return Study(
            "precision", "How far a package's features are from those of a reference package.",
            ["package", "reference", "images"], (output, values) => PackagePrecision.Write(output, values[0], values[1], values[2]));
        yield return Study(
            "same-answer", "Whether a picture gets the same bits whatever its batch, its neighbours, the threads, the order and the run.",
            ["package", "images"], (output, values) => SameAnswer.Write(output, values[0], values[1]));
        yield return Study(
            "groups", "Several captions of a picture: a wide beam's list beside groups that avoid each other's words.",
            ["package", "dataset", "images", "split"],
            (output, values) => CaptionGroups.Write(output, values[0], values[1], values[2], values[3]));
        yield return Study(
            "people", "What people's own sentences score by the measures of content: each against the picture's others. Objects: a file, or none.",
            ["dataset", "split", "objects"], (output, values) => PeopleContent.Write(output, values[0], values[1], values[2]));
        yield return Study(
            "copies", "Scores of evaluate --out by the number of different sentences among a picture's references.",
            ["scores", "dataset"], (output, values) => ReferenceCopies.Write(output, values[0], values[1]));
        yield return Study(
            "label-order", "What the first pictures of each order of 'label' cover of a data set, and how well they caption val by likeness.",
            ["package", "dataset", "images"], (output, values) => LabelOrders.Write(output, values[0], values[1], values[2]));
        yield return OfFiles("parity", "Tokens and scores beside those of the reference tools, from golden files.", MetricParity.Write);
        yield return OfFiles("scenes", "How SceneGraphF agrees with the other metrics, from golden files.", SceneAgreement.Write);
    }

    private static Command Study(string name, string purpose, string[] names, Action<TextWriter, string[]> write)
    {
        Argument<string>[] arguments = [.. names.Select(argument => new Argument<string>(argument))];
        var command = new Command(name, purpose);
        Array.ForEach(arguments, command.Add);
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            write(Console.Out, [.. arguments.Select(argument => parsed.GetValue(argument)!)]);
            return ExitCode.Success;
        })));
        return command;
    }

    private static Command OfFiles(string name, string purpose, Action<TextWriter, IReadOnlyList<string>> write)
    {
        var files = new Argument<string[]>(
            "golden") { Description = "Golden files: captions, references and scores of the reference tools.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, purpose) { files };
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            write(Console.Out, parsed.GetValue(files)!);
            return ExitCode.Success;
        })));
        return command;
    }
}
