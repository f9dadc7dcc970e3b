using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using SkyScribe.TestSupport;

namespace SkyScribe.Architecture.Tests;

/// <summary>Lines of code and comments end at the column that <c>.editorconfig</c> names. Compilers do not hold it; this does.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 150;

    public static TheoryData<string> Folders => ["src", "tests", "bench", "samples", "tools"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Lines_OfCode_EndInTime(string folder)
    {
        string style = File.ReadAllText(Path.Combine(SharedFiles.Root, ".editorconfig"));
        Assert.Contains($"max_line_length = {MaxColumns}\n", style, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, folder), "*.cs", SearchOption.AllDirectories);
        string[] longLines = [.. files.SelectMany(LongLines)];
        Assert.True(longLines.Length == 0, $"over {MaxColumns} columns:\n{string.Join('\n', longLines)}");
    }

    // A text is not cut: a line may be longer where a string goes over the end. Most files have no long line, and are not parsed.
    private static IEnumerable<string> LongLines(string file)
    {
        var text = SourceText.From(File.ReadAllText(file));
        var lines = text.Lines.Where(line => line.Span.Length > MaxColumns).ToArray();
        if (lines.Length == 0)
        {
            return [];
        }

        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        return lines.Where(line => !EndsWithText(root.FindToken(line.Start + MaxColumns - 1, findInsideTrivia: true)))
            .Select(line => $"{Path.GetRelativePath(SharedFiles.Root, file)}:{line.LineNumber + 1}");
    }

    // The brackets after a string stand where it ends.
    private static bool EndsWithText(SyntaxToken token) =>
        IsText(token) || (token.Text is ")" or "]" or "}" or "," or ";" && EndsWithText(token.GetPreviousToken()));

    private static bool IsText(SyntaxToken token) =>
        token.Parent!.AncestorsAndSelf().Any(node => node.IsKind(SyntaxKind.InterpolatedStringExpression))
        || token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken;
}
