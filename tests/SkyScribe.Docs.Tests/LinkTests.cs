using System.Text.RegularExpressions;
using SkyScribe.TestSupport;

namespace SkyScribe.Docs.Tests;

/// <summary>Links between pages lead somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. DocPages.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void RelativeLinks_OfAPage_Resolve(string page)
    {
        string[] broken = BrokenLinks(page, DocPages.Read(page));
        Assert.True(broken.Length == 0, $"{page} links to what is not there: {string.Join(", ", broken)}");
    }

    [Theory]
    [InlineData("[a](docs/no-such-page.md)")]
    [InlineData("![a](no-such-picture.png)")]
    [InlineData("[a](CONTRIBUTING.md#no-such-heading)")]
    [InlineData("[a]: no-such-page.md")]
    public void Link_ToNothing_IsFound(string text) => Assert.Single(BrokenLinks("README.md", text));

    [Fact]
    public void Readme_HasAtMostHundredLines() => Assert.InRange(DocPages.Read("README.md").TrimEnd('\n').Split('\n').Length, 1, 100);

    private static string[] BrokenLinks(string page, string text) =>
        [.. Link().Matches(MarkdownBlock.WithoutCode(text)).Select(link => link.Groups["target"].Value).Where(target => !Leads(page, target))];

    private static bool Leads(string page, string target)
    {
        if (Scheme().IsMatch(target))
        {
            return true;
        }

        string[] parts = target.Split('#', 2);
        string folder = Path.GetDirectoryName(Path.Combine(SharedFiles.Root, page))!;
        string path = parts[0].Length == 0 ? Path.Combine(SharedFiles.Root, page)
            : Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return false;
        }

        return parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal) || Anchors(File.ReadAllText(path)).Contains(parts[1]);
    }

    // A heading's anchor as GitHub makes it: lower case, punctuation dropped, spaces to hyphens.
    private static IEnumerable<string> Anchors(string page) => Heading().Matches(page.ReplaceLineEndings("\n"))
        .Select(heading => NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"(?:\]\(\s*<?(?<target>[^()\s>]+)>?(?:\s+""[^""]*"")?\s*\))|(?:^\[[^\]]+\]:\s*(?<target>\S+))", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("^#{1,6} +(?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchors();
}
