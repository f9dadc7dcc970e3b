using System.Diagnostics;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Build;

/// <summary>The bash script ./skyscribe, in a folder of its own and with a 'dotnet' that only writes down what it was asked to do.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string FakeDotnet = """
        #!/usr/bin/env bash
        case $1 in
          --version) [ ! -e "$FAKE/too-old" ] || exit 1; echo 10.0.100 ;;
          --list-sdks) echo '8.0.100 [somewhere]' ;;
          build)
            echo build >>"$FAKE/calls"
            cat >>"$FAKE/build-stdin"
            sleep 0.3
            if [ -e "$FAKE/broken" ]; then echo 'Program.cs(1,1): error CS1002: ; expected [x.csproj]'; exit 1; fi
            mkdir -p artifacts/bin/SkyScribe.Training.Cli/release
            echo built >artifacts/bin/SkyScribe.Training.Cli/release/SkyScribe.Training.Cli.dll ;;
          *)
            shift
            printf 'run:'; printf ' <%s>' "$@"; echo
            cat
            exit "$(cat "$FAKE/exit-code" 2>/dev/null || echo 0)" ;;
        esac
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("skyscribe-launcher").FullName;

    public LauncherTests()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the bash script is for Linux and macOS");
        }

        foreach (string folder in new[] { "src", "eng", "configs", "fake", "elsewhere" })
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        File.WriteAllText(Path.Combine(_root, "src", "Program.cs"), "");
        File.WriteAllText(Path.Combine(_root, "global.json"), "{}");
        File.WriteAllText(Path.Combine(_root, "Directory.Build.props"), "<Project/>");
        File.Copy(Path.Combine(SharedFiles.Root, "skyscribe"), Path.Combine(_root, "skyscribe"));
        string dotnet = Path.Combine(_root, "fake", "dotnet");
        File.WriteAllText(dotnet, FakeDotnet);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task FirstUse_BuildsQuietlyThenRuns()
    {
        var result = await Run("", "caption", "a b.png", "*.tif");
        Assert.Equal((0, "run: <caption> <a b.png> <*.tif>\n", "building SkyScribe (first use) ...\n"), result);
        Assert.Equal(1, Builds);
    }

    // A file in the folder's place stands for a checkout that cannot be written to, which nothing is for root.
    [Fact]
    public async Task FirstUse_FolderThatCannotBeWrittenTo_SaysWhatToDo()
    {
        File.WriteAllText(Path.Combine(_root, "artifacts"), "");
        var (code, output, error) = await Run("", "caption");
        Assert.Equal((3, ""), (code, output));
        Assert.Contains("artifacts cannot be written to", error, StringComparison.Ordinal);
        Assert.Contains("copy the clone", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_root, "fake", "calls")), "nothing was built");
    }

    [Fact]
    public async Task Program_IsToldTheNameThatWasTyped()
    {
        string dotnet = Path.Combine(_root, "fake", "dotnet");
        string fake = File.ReadAllText(dotnet).Replace("printf 'run:'", "printf \"$SKYSCRIBE_COMMAND\"", StringComparison.Ordinal);
        File.Delete(dotnet);
        File.WriteAllText(dotnet, fake);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.StartsWith("skyscribe", (await Run("", "x")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaterUse_NothingNewer_RunsAtOnce()
    {
        await Run("");
        Assert.Equal((0, "run: <x>\n", ""), await Run("", "x"));
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("src/Program.cs")]
    [InlineData("src/New.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("global.json")]
    public async Task LaterUse_SourceNewer_BuildsAgain(string source)
    {
        await Run("");
        string path = Path.Combine(_root, source);
        File.WriteAllText(path, "changed");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("its sources changed", (await Run("")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task LaterUse_SourceDeleted_BuildsAgain()
    {
        await Run("");
        File.Delete(Path.Combine(_root, "src", "Program.cs"));
        Directory.SetLastWriteTimeUtc(Path.Combine(_root, "src"), DateTime.UtcNow.AddMinutes(1));
        await Run("");
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task TwoFirstUses_AtTheSameTime_BuildOnce()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "there is no flock on this machine");
        var results = await Task.WhenAll(Run("", "1"), Run("", "2"), Run("", "3"));
        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task Pipes_ReachTheProgramNotTheBuild()
    {
        var result = await Run("line 1\nline 2\n", "caption");
        Assert.Equal("run: <caption>\nline 1\nline 2\n", result.Output);
        Assert.Equal("", File.ReadAllText(Path.Combine(_root, "fake", "build-stdin")));
    }

    [Fact]
    public async Task ExitCode_OfTheProgram_PassesThrough()
    {
        File.WriteAllText(Path.Combine(_root, "fake", "exit-code"), "130");
        Assert.Equal(130, (await Run("")).ExitCode);
    }

    [Fact]
    public async Task Symlink_FromAnotherFolder_FindsTheSources()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "elsewhere", "absolute"), Path.Combine(_root, "skyscribe"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "elsewhere", "relative"), "../skyscribe");
        Assert.Equal(0, (await RunScript("", script: "elsewhere/absolute")).ExitCode);
        Assert.Equal("run: <x>\n", (await RunScript("", script: "elsewhere/relative", arguments: "x")).Output);
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task BuildFails_ShowsTheErrorAndTheLog_AndTriesAgainNextTime()
    {
        string broken = Path.Combine(_root, "fake", "broken");
        File.WriteAllText(broken, "");
        var result = await Run("");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("error CS1002: ; expected", result.Errors, StringComparison.Ordinal);
        Assert.Contains("artifacts/skyscribe-build.log", result.Errors, StringComparison.Ordinal);

        File.Delete(broken);
        Assert.Equal(0, (await Run("")).ExitCode);
    }

    [Fact]
    public async Task SdkTooOld_SaysWhichIsNeededAndFound()
    {
        File.WriteAllText(Path.Combine(_root, "fake", "too-old"), "");
        var result = await Run("");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(".NET SDK 10.0", result.Errors, StringComparison.Ordinal);
        Assert.Contains("found: 8.0.100", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DotnetMissing_SaysSo()
    {
        File.Delete(Path.Combine(_root, "fake", "dotnet"));
        // Only what the script itself needs is on the PATH.
        string tools = Path.Combine(_root, "fake");
        foreach (string tool in new[] { "bash", "dirname", "readlink" })
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), $"/usr/bin/{tool}");
        }

        var result = await RunScript("", path: tools);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("no 'dotnet' on the PATH", result.Errors, StringComparison.Ordinal);
    }

    private int Builds => File.ReadAllLines(Path.Combine(_root, "fake", "calls")).Length;

    private Task<(int ExitCode, string Output, string Errors)> Run(string input, params string[] arguments) => RunScript(input, arguments: arguments);

    private async Task<(int ExitCode, string Output, string Errors)> RunScript(
        string input, string script = "skyscribe", string? path = null, params string[] arguments)
    {
        string fake = Path.Combine(_root, "fake");
        var start = new ProcessStartInfo("/usr/bin/env")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["FAKE"] = fake, ["PATH"] = path ?? $"{fake}:/usr/bin:/bin" },
        };
        start.ArgumentList.Add("bash");
        start.ArgumentList.Add(Path.Combine(_root, script));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
