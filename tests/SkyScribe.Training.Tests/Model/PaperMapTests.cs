using System.Text.RegularExpressions;

namespace SkyScribe.Training.Tests.Model;

/// <summary>docs/paper-map.md names only files and members that are there.</summary>
public sealed partial class PaperMapTests
{
    [Fact]
    public void PaperMap_EveryMember_IsThere()
    {
        string map = File.ReadAllText(Some.RepositoryPath("docs/paper-map.md"));
        string[] rows = [.. map.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        Assert.True(rows.Length > 30, $"{rows.Length} rows");
        foreach (string row in rows)
        {
            foreach (string name in Quoted().Matches(row.Split(" | ")[1]).Select(match => match.Groups[1].Value)
                .Where(name => name.Contains('/') && !name.Contains('*')))
            {
                Assert.True(Exists(name), $"{name}, in: {row}");
            }

            foreach (string test in TestNames().Matches(row.Split(" | ", 3)[^1]).Select(match => match.Groups[1].Value))
            {
                Assert.NotEmpty(Directory.GetFiles(Some.RepositoryPath("tests"), test + ".cs", SearchOption.AllDirectories));
            }
        }
    }

    // A file from the repository's root or from a project's; or a class of a project, with a member or without.
    private static bool Exists(string name)
    {
        string[] roots = [Some.RepositoryPath("."), Some.RepositoryPath("src"), Some.RepositoryPath("src/SkyScribe.Training")];
        var (file, member) = MemberName().Match(name) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : (name, "");
        return roots.Any(root => File.Exists(Path.Combine(root, name)) || (File.Exists(Path.Combine(root, file + ".cs"))
            && Regex.IsMatch(File.ReadAllText(Path.Combine(root, file + ".cs")), $@"\b{member}\b")));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"`(?:\w+/)*(\w+Tests)\b")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^(.*/\w+)\.(\w+)$")]
    private static partial Regex MemberName();
}
