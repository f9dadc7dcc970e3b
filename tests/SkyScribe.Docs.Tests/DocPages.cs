using SkyScribe.TestSupport;

namespace SkyScribe.Docs.Tests;

/// <summary>The repository's Markdown pages.</summary>
internal static class DocPages
{
    /// <summary>Folders that hold no pages of ours: build outputs, and repositories beside the sources.</summary>
    private static readonly string[] Skipped = ["artifacts", "bin", "obj", "runs", "node_modules"];

    /// <summary>Every page, as a path below the repository's root with '/'.</summary>
    public static string[] All { get; } = [
        .. Below(SharedFiles.Root).Select(path => Path.GetRelativePath(SharedFiles.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The pages whose C# is compiled: the README, the guides, and the READMEs that the packages carry.</summary>
    public static string[] WithCode { get; } = [.. All.Where(page =>
        page == "README.md" || page.StartsWith("docs/guide/", StringComparison.Ordinal)
        || (page.StartsWith("src/", StringComparison.Ordinal) && page.EndsWith("/README.md", StringComparison.Ordinal)))];

    public static string Read(string page) => File.ReadAllText(Path.Combine(SharedFiles.Root, page)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, "*.md").Concat(
        Directory.EnumerateDirectories(folder)
            .Where(inner => Path.GetFileName(inner) is var name && name[0] != '.' && !Skipped.Contains(name))
            .SelectMany(Below));
}
