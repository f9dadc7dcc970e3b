using SkyScribe.Cli.Commands;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class CompletionCommandTests(ToyPictures toy)
{
    [Theory]
    [InlineData("caption --form", "--format")]
    [InlineData("caption --format ", "json")]
    [InlineData("completion ", "powershell")]
    [InlineData("do", "doctor")]
    public void Suggest_PartOfALine_GivesTheRest(string line, string expected) =>
        Assert.Contains(expected, CommandLine.Run($"[suggest:{line.Length}]", line).Output.Split('\n').Select(text => text.Trim()));

    [Fact]
    public async Task Bash_CompletesAnOptionOfACommand()
    {
        var (code, output, error) = await CommandLine.Bash(toy.Fresh(), """
            eval "$(tool completion bash)"
            COMP_WORDS=(tool score --part) COMP_CWORD=2
            _skyscribe_complete
            echo "${COMPREPLY[@]}"
            complete -p skyscribe
            """);
        Assert.True(code == 0, error);
        Assert.StartsWith("--partial\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public void ScriptOf_EachShell_NamesTheTool(string shell)
    {
        string script = CompletionCommand.ScriptOf(shell, "skyscribe-train");
        Assert.Contains("skyscribe-train", script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
        Assert.DoesNotContain("NAME", script, StringComparison.Ordinal);
    }
}
