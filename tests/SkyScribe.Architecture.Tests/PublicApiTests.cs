using System.Reflection;
using PublicApiGenerator;
using SkyScribe.TestSupport;

namespace SkyScribe.Architecture.Tests;

/// <summary>What the packages offer changes only on purpose: each library's public members are compared with a committed list.</summary>
/// <remarks>After a change that is meant, run the tests once with SKYSCRIBE_APPROVE=1 in the environment: the lists are written anew, and their
/// difference goes into the commit.</remarks>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = ["System.Runtime.CompilerServices.NullableContextAttribute", "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
    };

    public static TheoryData<string> Libraries => ["SkyScribe", "SkyScribe.Metrics", "SkyScribe.Datasets", "SkyScribe.Geo", "SkyScribe.Training"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicApi_OfALibrary_IsTheApprovedOne(string name)
    {
        string api = Assembly.Load(name).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        string approved = Path.Combine(SharedFiles.Root, "tests", "SkyScribe.Architecture.Tests", "Approved", name + ".txt");
        if (Environment.GetEnvironmentVariable("SKYSCRIBE_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, api);
        }

        Assert.True(File.Exists(approved), $"{approved}: no such file; run with SKYSCRIBE_APPROVE=1 to write it");
        Assert.Equal(File.ReadAllText(approved).ReplaceLineEndings("\n"), api);
    }
}
