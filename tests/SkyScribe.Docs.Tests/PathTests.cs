using System.Text.RegularExpressions;
using SkyScribe.TestSupport;

namespace SkyScribe.Docs.Tests;

/// <summary>Where the pages for programmers say that something is, it is. docs/paper-map.md has a test of its own, beside the model.</summary>
public sealed partial class PathTests
{
    private static readonly string[] Starts = [
        "src/SkyScribe.Training", "tests/SkyScribe.Training.Tests", "src", "tests", "src/SkyScribe.Training/Model/Engine", ""];

    private static readonly Lazy<string[]> TestFiles = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories)]);

    public static TheoryData<string> Pages => ["docs/architecture.md", "docs/engine.md", "CONTRIBUTING.md", "SECURITY.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_OfAPage_Exist(string page)
    {
        string[] paths = [.. Paths(DocPages.Read(page))];
        Assert.NotEmpty(paths);
        string[] missing = [.. paths.Where(path => !Exists(path))];
        Assert.True(missing.Length == 0, $"{page} names what is not there: {string.Join(", ", missing)}");
    }

    [Theory]
    [InlineData("Model/CaptionLoss.cs", true)]
    [InlineData("Model/CaptionLoss.Of", true)]
    [InlineData("Encoders/*Tests", true)]
    [InlineData("SkyScribe.Metrics/Sm", true)]
    [InlineData("JttsModelTests.ParameterCount_UcmSizes_AgreesWithTableVIII", true)]
    [InlineData("Optimization/Trainer.cs", false)]
    [InlineData("Model/CaptionLoss.NoSuchMember", false)]
    [InlineData("NoSuchTests", false)]
    public void Path_IsFound_WhereItIs(string path, bool exists) => Assert.Equal(exists, Exists(path));

    // What stands in code and looks like a path below the sources, or like a test class; NAME is for the reader to fill in.
    private static IEnumerable<string> Paths(string page)
    {
        string text = Regex.Replace(page, "^ *```.*?^ *```", "", RegexOptions.Multiline | RegexOptions.Singleline);
        return CodeSpan().Matches(text).Select(span => span.Groups[1].Value)
            .Where(code => (SourcePath().IsMatch(code) && !code.Contains("NAME", StringComparison.Ordinal)) || TestClass().IsMatch(code)).Distinct();
    }

    private static bool Exists(string path)
    {
        if (TestClass().IsMatch(path))
        {
            string[] parts = path.Split('.');
            return TestFiles.Value.Any(file => Path.GetFileNameWithoutExtension(file) == parts[0]
                && (parts.Length == 1 || File.ReadAllText(file).Contains(parts[1], StringComparison.Ordinal)));
        }

        return Starts.Any(start => ExistsBelow(Path.Combine(SharedFiles.Root, start), path.TrimEnd('/')));
    }

    private static bool ExistsBelow(string start, string path)
    {
        string folder = Path.Combine(start, Path.GetDirectoryName(path)!), name = Path.GetFileName(path);
        if (!Directory.Exists(folder))
        {
            return false;
        }

        int dot = name.LastIndexOf('.');
        return Directory.EnumerateFileSystemEntries(folder, name).Any()
            || Directory.EnumerateFiles(folder, name + ".cs").Any()
            || (dot > 0 && Directory.EnumerateFiles(folder, name[..dot] + ".cs")
            .Any(file => Regex.IsMatch(File.ReadAllText(file), $@"\b{Regex.Escape(name[(dot + 1)..])}\b")));
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(?:[A-Z][\w.]*|docs|src|tests|configs|plans|eng|bench|tools|samples|models)/[\w.*/-]*$")]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"^[A-Z]\w*Tests(?:\.[A-Z]\w*)?$")]
    private static partial Regex TestClass();
}
