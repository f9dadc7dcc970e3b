using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SkyScribe.Docs.Tests;

/// <summary>C# that people are told to copy is compiled as it stands, against the assemblies of this build.</summary>
public sealed class SnippetTests
{
    // A new console program has these, and so has one that copies a snippet.
    private const string ImplicitUsings = """
        global using System;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Collections.Generic;
        """;

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))]);

    public static TheoryData<string> Pages => [.. DocPages.WithCode.Where(page => Programs(DocPages.Read(page)).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CSharp_OfAPage_Compiles(string page) => Assert.All(Programs(DocPages.Read(page)), program =>
    {
        string[] problems = Problems(program.Text);
        Assert.True(problems.Length == 0, $"{page}, block at line {program.Line}: {string.Join('\n', problems)}");
    });

    [Fact]
    public void Readme_AndEveryLibrary_ShowsCode() => Assert.Superset(
        new HashSet<string> { "README.md", "src/SkyScribe/README.md", "src/SkyScribe.Metrics/README.md", "src/SkyScribe.Datasets/README.md",
        "src/SkyScribe.Training/README.md" },
        Pages.Select(row => row.Data).ToHashSet());

    [Fact]
    public void CSharp_ThatNamesWhatDoesNotExist_IsFound()
    {
        Assert.Empty(Problems("using SkyScribe;\nusing var captioner = Captioner.Load();"));
        Assert.Contains("Lod", Assert.Single(Problems("using SkyScribe;\nusing var captioner = Captioner.Lod();")), StringComparison.Ordinal);
        Assert.NotEmpty(Problems("using SkyScribe;\nCaption caption = null;"));   // a warning is one here too
    }

    // A block that begins with "using" is a program; one that does not continues the block before it.
    private static IEnumerable<MarkdownBlock> Programs(string page)
    {
        MarkdownBlock? program = null;
        foreach (MarkdownBlock block in MarkdownBlock.Of(page).Where(block => block.Language is "csharp" or "cs" or "c#"))
        {
            if (program is not null && !block.Text.StartsWith("using ", StringComparison.Ordinal))
            {
                program = program with { Text = program.Text + "\n" + block.Text };
                continue;
            }

            if (program is not null)
            {
                yield return program;
            }

            program = block;
        }

        if (program is not null)
        {
            yield return program;
        }
    }

    private static string[] Problems(string program)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(program, options), CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning && problem.Id != "CS1701")
            .Select(problem => problem.ToString())];
    }
}
