using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using SkyScribe.TestSupport;

namespace SkyScribe.Architecture.Tests;

/// <summary>What a package and a published program are to those who get them. Builds run with the SDK, on copies, so that nothing of this checkout is
/// touched.</summary>
public sealed class PackagingTests : IDisposable
{
    private static readonly string[] BuildFiles = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
        ".editorconfig", "LICENSE", "THIRD-PARTY-NOTICES.md"];

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-packaging-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Build_InTwoFolders_GivesTheSameBytes()
    {
        string[] first = await BuildCopy("a"), second = await BuildCopy(Path.Combine("b", "of another length"));
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Pack_ALibrary_HasSymbolsIconAndReadme()
    {
        string packages = Path.Combine(_folder, "packages");
        await Dotnet(SharedFiles.Root, "pack", "src/SkyScribe.Metrics", "-c", "Release", "-o", packages, "--artifacts-path",
            Path.Combine(_folder, "artifacts"));
        using var package = ZipFile.OpenRead(Directory.GetFiles(packages, "*.nupkg").Single());
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("icon.png", names);
        Assert.Contains("README.md", names);
        Assert.Contains("LICENSE", names);
        using var symbols = ZipFile.OpenRead(Directory.GetFiles(packages, "*.snupkg").Single());
        Assert.Contains("lib/net10.0/SkyScribe.Metrics.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    [Theory]
    [InlineData("PublishTrimmed")]
    [InlineData("PublishAot")]
    public async Task Publish_TheSample_CaptionsAPicture(string way)
    {
        Assert.SkipWhen(way == "PublishAot" && !HasLinker(), "compiling ahead of time needs clang or gcc, and neither is on the PATH");
        string program = Path.Combine(_folder, "published");
        await Dotnet(
            SharedFiles.Root, "publish", "samples/CaptionOneImage", "-c", "Release", "--self-contained", $"-p:{way}=true", "-p:StripSymbols=false",
            "-o", program, "--artifacts-path", Path.Combine(_folder, "artifacts"));
        string picture = SharedFiles.Fixture("resize/bicubic_256x256_to_224x224.png");
        string said = await Run(_folder, Path.Combine(program, OperatingSystem.IsWindows() ? "CaptionOneImage.exe" : "CaptionOneImage"), picture);
        Assert.Matches(@"^\w+( \w+)+ \(\d+ ?% sure", said);
    }

    private async Task<string[]> BuildCopy(string name)
    {
        string root = Path.Combine(_folder, name);
        Directory.CreateDirectory(root);
        foreach (string file in BuildFiles)
        {
            File.Copy(Path.Combine(SharedFiles.Root, file), Path.Combine(root, file));
        }

        foreach (string folder in (string[])["src/SkyScribe.Metrics", "src/SkyScribe/IO", "eng"])
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, folder), "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(root, Path.GetRelativePath(SharedFiles.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        await Dotnet(root, "build", "src/SkyScribe.Metrics", "-c", "Release");
        string built = Path.Combine(root, "artifacts", "bin", "SkyScribe.Metrics", "release");
        return [.. ((string[])["SkyScribe.Metrics.dll", "SkyScribe.Metrics.pdb"]).Select(
            file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(built, file))))}")];
    }

    private static bool HasLinker() =>
        OperatingSystem.IsWindows() || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));

    private static Task<string> Dotnet(string folder, params string[] arguments) => Run(folder, "dotnet", [.. arguments, "-v", "q", "--nologo"]);

    private static async Task<string> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";   // no server stays behind
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }
}
