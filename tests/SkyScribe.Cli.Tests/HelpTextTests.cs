using SkyScribe.Cli.Tests.Commands;

namespace SkyScribe.Cli.Tests;

[Collection("console")]
public sealed class HelpTextTests
{
    [Theory]
    [InlineData("caption")]
    [InlineData("score")]
    [InlineData("doctor")]
    [InlineData("merge")]
    [InlineData("completion")]
    public void Help_OfEachCommand_HasTheTypedNameAndExamples(string name)
    {
        var (code, output, error) = CommandLine.Run(name, "--help");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"  skyscribe {name} ", output, StringComparison.Ordinal);
        string[] examples = output.Split("Examples:\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(examples, example => Assert.StartsWith($"  skyscribe {name} ", example, StringComparison.Ordinal));
        Assert.DoesNotContain("SkyScribe.Cli", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_OfChoices_IsInLowerCase() =>
        Assert.Contains("--format <text|json|csv>", CommandLine.Run("caption", "--help").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("train")]
    [InlineData("lab")]
    public void Help_OfATrainingCommand_SaysHowToGetTheTool(string name)
    {
        var (code, output, _) = CommandLine.Run(name, "--help");
        Assert.Equal(0, code);
        Assert.Contains("dotnet tool install --global SkyScribe.Training.Tool", output, StringComparison.Ordinal);
        Assert.Contains($"skyscribe-train {name} --help", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Additional", output, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingCommand_WithItsOptions_SaysHowToGetTheToolAndExitsWithTwo()
    {
        var (code, output, error) = CommandLine.Run("train", "--preset", "toy", "--epochs", "3");
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("SkyScribe.Training.Tool", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caption x.png --format xml", "expected text, json or csv", "See skyscribe caption --help")]
    [InlineData("captoin x.png", "captoin", "See skyscribe --help")]
    public void UsageError_NamesWhatIsWrongAndExitsWithTwo(string line, string expected, string hint)
    {
        var (code, _, error) = CommandLine.Run(line.Split(' '));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(hint, error, StringComparison.Ordinal);
    }
}
