using System.Collections.Concurrent;
using System.Xml.Linq;
using SkyScribe.TestSupport;

namespace SkyScribe.Architecture.Tests;

/// <summary>Dependencies point one way: between projects as docs/architecture.md draws them, and between the folders of each.</summary>
public sealed class FloorPlanTests
{
    private static readonly ConcurrentDictionary<string, Lazy<SourceProject>> Sources = new();

    public static TheoryData<string> Projects => [.. SourceProject.Names()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCycle(string name)
    {
        SourceProject project = Source(name);
        Assert.True(project.UnresolvedShare()
            < 0.02, $"{project.UnresolvedShare():p1} of the names in {name} could not be resolved: uses may be missed");
        FolderUse[] uses = [.. project.Uses()];
        string[][] cycles = FolderCycles.Of(uses.Select(use => (use.From, use.To)));
        Assert.True(cycles.Length == 0, $"{name}: {string.Join('\n', cycles.Select(cycle => Described(cycle, uses)))}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_UseOnlyThoseToTheirRightInThePage(string name)
    {
        SourceProject project = Source(name);
        string[] order = FolderOrder(name);
        Assert.Equal(project.Folders().Select(Shown).Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
        FolderUse[] leftward = [.. project.Uses().Where(use => Array.IndexOf(order, Shown(use.From)) > Array.IndexOf(order, Shown(use.To)))];
        Assert.True(leftward.Length == 0, $"docs/architecture.md has these folders of {name} the other way round:\n" + string.Join('\n', leftward
            .GroupBy(use => (use.From, use.To))
            .Select(group =>
            $"  {Shown(group.Key.From)} uses {Shown(group.Key.To)} ({group.Count()} times): {string.Join("; ", group.Take(4).Select(use => use.Where))}")));
    }

    [Fact]
    public void Cycle_InAMadeUpGraph_IsFound()
    {
        Assert.Empty(FolderCycles.Of([("a", "b"), ("b", "c"), ("a", "c")]));
        Assert.Equal([["a", "b", "c"]], FolderCycles.Of([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]));
    }

    [Fact]
    public void Projects_Reference_OnlyThoseBelowThem()
    {
        string[] order = AllowedOrder();
        Assert.Equal(SourceProject.Names(), order.Order(StringComparer.Ordinal).ToArray());
        foreach (string name in order)
        {
            var references = XDocument.Load(Path.Combine(SharedFiles.Root, "src", name, name + ".csproj")).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .Where(order.Contains);
            Assert.All(references, used => Assert.True(
                Array.IndexOf(order, used) > Array.IndexOf(order, name), $"{name} references {used}, which docs/architecture.md has above it"));
        }
    }

    [Fact]
    public void Torch_IsReferencedByTrainingAlone()
    {
        string[] users = [.. Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(package => package.Attribute("Include")!.Value == "TorchSharp"))
            .Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.Equal(["SkyScribe.Training"], users);
    }

    // The row of the page's table of folders: the first column is the project, the second its folders.
    private static string[] FolderOrder(string name)
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.Root, "docs", "architecture.md"));
        string row = Assert.Single(page.Split('\n'), line => line.StartsWith($"| {name} |", StringComparison.Ordinal));
        return row.Split('|')[2].Split(',', StringSplitOptions.TrimEntries);
    }

    private static SourceProject Source(string name) => Sources.GetOrAdd(name, _ => new Lazy<SourceProject>(() => SourceProject.Read(name))).Value;

    // The first code block of the page: one project a line, its name first, users above what they use.
    private static string[] AllowedOrder()
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.Root, "docs", "architecture.md"));
        string block = page.Split("```")[1];
        return [.. block.Split('\n').Select(line => line.TrimStart()).Where(line => line.StartsWith("SkyScribe", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0])];
    }

    private static string Described(string[] cycle, FolderUse[] uses) =>
        $"a cycle of {string.Join(", ", cycle.Select(Shown))}:\n" + string.Join('\n', uses
        .Where(use => cycle.Contains(use.From) && cycle.Contains(use.To))
        .GroupBy(use => (use.From, use.To))
        .Select(group =>
        $"  {Shown(group.Key.From)} -> {Shown(group.Key.To)} ({group.Count()} times): {string.Join("; ", group.Take(4).Select(use => use.Where))}"));

    private static string Shown(string folder) => folder.Length == 0 ? "(root)" : folder;
}
