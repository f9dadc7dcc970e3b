using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.RegularExpressions;
using SkyScribe.TestSupport;
using SkyScribe.Training.Options;

namespace SkyScribe.Docs.Tests;

/// <summary>Commands that the pages show are commands of the program, with options that it has.</summary>
public sealed partial class ShellLineTests
{
    private static readonly RootCommand Program = SkyScribe.Training.Cli.Commands.Program.CommandTree();

    // The pages of results tell what was typed at the commit that they name, and the changelog what there was once.
    public static TheoryData<string> Pages => [.. DocPages.All.Where(
        page => !page.StartsWith("docs/results/", StringComparison.Ordinal) && page != "CHANGELOG.md" && Commands(DocPages.Read(page)).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_OfAPage_Parse(string page)
    {
        string[] problems = [.. Commands(DocPages.Read(page)).SelectMany(Problems)];
        Assert.True(problems.Length == 0, $"{page}: {string.Join('\n', problems)}");
    }

    [Fact]
    public void Readme_ShowsCommands() => Assert.True(Commands(DocPages.Read("README.md")).Count() >= 2);

    [Theory]
    [InlineData("./skyscribe captoin photo.jpg")]
    [InlineData("./skyscribe caption photo.jpg --formatt json")]
    [InlineData("./skyscribe train --preset ucm --set model.hiddenSizes=512")]
    [InlineData("./skyscribe bench no-such-table")]
    public void Command_ThatDoesNotExist_IsFound(string line) => Assert.NotEmpty(Problems(Assert.Single(Commands($"```\n{line}\n```"))));

    // Lines of blocks without a language or of a shell's that begin with the command; a backslash continues a line, " #" begins a comment.
    private static IEnumerable<string> Commands(string page) => MarkdownBlock.Of(page)
        .Where(block => block.Language is "" or "sh" or "bash" or "shell" or "console")
        .SelectMany(block => Continuation().Replace(block.Text, " ").Split('\n'))
        .Select(line => Comment().Replace(line, "").Trim())
        .Where(line => CommandLine().IsMatch(line));

    private static IEnumerable<string> Problems(string line)
    {
        string[] words = [.. Words(line).Skip(1)];
        if (words is ["bench", .. var rest])
        {
            return rest is [var name, ..] && File.ReadAllText(Path.Combine(SharedFiles.Root, "bench", "SkyScribe.Benchmarks", "Program.cs"))
                .Contains($"case [\"{name}\"", StringComparison.Ordinal)
                ? []
                : [$"'{line}': no such benchmark"];
        }

        // Square brackets mark what may be left out.
        var parsed = Program.Parse([.. words.Select(word => word.Trim('[', ']')).Where(word => word is not ("" or "..."))]);
        string[] problems =
        [
            .. parsed.Errors.Select(error => $"'{line}': {error.Message}"),
            .. parsed.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => $"'{line}': no option is called {token.Value}"),
        ];
        return problems.Length > 0 || parsed.CommandResult.Command.Name != "train" ? problems : WrongSettings(line, parsed);
    }

    private static IEnumerable<string> WrongSettings(string line, ParseResult parsed)
    {
        try
        {
            TrainingPresets.Read(parsed.GetValue<string>("--preset")!, parsed.GetValue<string[]>("--set") ?? []);
            return [];
        }
        catch (IO.OptionException problem)
        {
            return [$"'{line}': {problem.Message}"];
        }
    }

    private static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        char quote = '\0';
        foreach (char c in line + " ")
        {
            if (quote != '\0' ? c == quote : c is '\'' or '"')
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (c != ' ' || quote != '\0')
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\s#.*$|^#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(\./skyscribe|skyscribe|skyscribe-train)\s")]
    private static partial Regex CommandLine();
}
