using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SkyScribe.TestSupport;

namespace SkyScribe.Architecture.Tests;

/// <summary>One use of a type's member, or of the type, across two folders of a project.</summary>
/// <param name="From">folder of the file that uses it; empty for the project's root</param>
/// <param name="To">folder of the file that declares it</param>
/// <param name="Where">file and line, and what is used</param>
internal sealed record FolderUse(string From, string To, string Where);

/// <summary>A project below <c>src</c>, compiled from its sources by Roslyn, so that a use is what the compiler takes it for.</summary>
internal sealed class SourceProject
{
    private static readonly string[] ImplicitUsings = [
        "System", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "System.Collections.Generic"];
    private readonly CSharpCompilation _compilation;

    private readonly Lazy<(FolderUse[] Uses, double UnresolvedShare)> _names;

    private SourceProject(string name, CSharpCompilation compilation)
    {
        (Name, _compilation) = (name, compilation);
        _names = new Lazy<(FolderUse[], double)>(LookAtNames);
    }

    public string Name { get; }

    private static string SourceFolder => Path.Combine(SharedFiles.Root, "src");

    /// <summary>The projects that have sources.</summary>
    public static string[] Names() =>
        [.. Directory.EnumerateDirectories(SourceFolder).Where(folder => Files(folder).Any()).Select(folder => Path.GetFileName(folder))
        .Order(StringComparer.Ordinal)];

    public static SourceProject Read(string name)
    {
        string folder = Path.Combine(SourceFolder, name);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = Files(folder).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, Path.GetRelativePath(folder, file)))
            .Append(CSharpSyntaxTree.ParseText(string.Concat(ImplicitUsings.Select(space => $"global using {space};\n")), options, ""));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != name)
            .Select(path => MetadataReference.CreateFromFile(path));
        return new SourceProject(name, CSharpCompilation.Create(
            name, trees, references, new CSharpCompilationOptions(
            OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>The folders that hold sources; the project's root is empty.</summary>
    public string[] Folders() =>
        [.. _compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).Select(tree => FolderOf(tree.FilePath)).Distinct()];

    /// <summary>Every use across folders.</summary>
    public IReadOnlyList<FolderUse> Uses() => _names.Value.Uses;

    /// <summary>Share of the names that the compiler could not resolve, which would hide uses. Code that generators write is not here, so a few
    /// remain.</summary>
    public double UnresolvedShare() => _names.Value.UnresolvedShare;

    // One walk over all names: asking the compiler about them is what takes the time.
    private (FolderUse[] Uses, double UnresolvedShare) LookAtNames()
    {
        int all = 0, unresolved = 0;
        var uses = new List<FolderUse>();
        foreach (SyntaxTree tree in _compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            SemanticModel model = _compilation.GetSemanticModel(tree);
            string from = FolderOf(tree.FilePath);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes(descendIntoTrivia: false).OfType<SimpleNameSyntax>())
            {
                SymbolInfo info = model.GetSymbolInfo(name);
                all++;
                unresolved += info is { Symbol: null, CandidateSymbols.Length: 0 } ? 1 : 0;
                if (info.Symbol is not { } symbol
                    || (symbol as INamedTypeSymbol ?? symbol.ContainingType)?.OriginalDefinition is not { } type)
                {
                    continue;
                }

                string[] folders = [.. type.DeclaringSyntaxReferences.Select(place => FolderOf(place.SyntaxTree.FilePath)).Distinct()];
                if (folders.Length > 0 && !folders.Contains(from))
                {
                    string place = $"{tree.FilePath}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
                    uses.Add(new FolderUse(from, folders[0], $"{place} uses {type.Name}"));
                }
            }
        }

        return ([.. uses], (double)unresolved / all);
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace(Path.DirectorySeparatorChar, '/');
}
