using System.Diagnostics;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Build;

/// <summary>The NuGet packages, from a local folder, in somebody else's project: no clone, no libtorch, no repaired library.</summary>
public sealed class PackTests : IDisposable
{
    private const string Program = """
        using SkyScribe;
        using SkyScribe.Imaging;
        using SkyScribe.Metrics;
        using SkyScribe.Metrics.Paraphrases;

        using var captioner = Captioner.Load();
        Caption caption = captioner.Describe(new RgbImage(64, 64, new byte[3 * 64 * 64]));
        Console.WriteLine($"{captioner.Package.Folder}|{caption.Text}|{caption.IsOutOfDomain}");
        var scores = new CaptionScorer(new ScoringOptions { Paraphrases = FullParaphrases.Table }).Score(["a plane on a runway"], [["a plane on a runway"]]);
        Console.WriteLine($"BLEU-4 {scores["Bleu_4"].Corpus:f2} METEOR {scores["METEOR"].Corpus:f2}");
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("skyscribe-pack-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Packages_InAProjectOutsideTheClone_RestoreAndRun()
    {
        string feed = Path.Combine(_root, "feed"), app = Path.Combine(_root, "app");
        foreach (string project in new[] { "SkyScribe", "SkyScribe.Metrics", "SkyScribe.Metrics.Paraphrases" })
        {
            await Dotnet(SharedFiles.Root, "pack", Path.Combine("src", project), "-o", feed, $"-p:ArtifactsPath={Path.Combine(_root, "artifacts")}",
                "-nodeReuse:false");
        }

        // Packages of this machine are used where they are; ours are unpacked below the test's folder.
        string global = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(app);
        File.WriteAllText(Path.Combine(app, "Program.cs"), Program);
        File.WriteAllText(Path.Combine(app, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreAdditionalProjectSources>{feed}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(_root, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{global}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SkyScribe" Version="0.1.0" />
                <PackageReference Include="SkyScribe.Metrics.Paraphrases" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        string output = await Dotnet(app, "run");
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.StartsWith(Path.Combine(app, "bin"), lines[0], StringComparison.Ordinal);   // the model came with the package
        Assert.EndsWith("|True", lines[0], StringComparison.Ordinal);   // a black tile is no aerial image
        Assert.Equal("BLEU-4 1.00 METEOR 1.00", lines[1]);
        Assert.DoesNotContain(Directory.EnumerateFiles(app, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";   // no server keeps files of the test's folder open
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {await output}{error}");
        return await output;
    }
}
