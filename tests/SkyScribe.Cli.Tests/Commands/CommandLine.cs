using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets.Toy;

namespace SkyScribe.Cli.Tests.Commands;

/// <summary>Runs commands of the small tool.</summary>
internal static class CommandLine
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "SkyScribe.Cli.dll");

    /// <summary>In this process.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter written = new(CultureInfo.InvariantCulture), problems = new(CultureInfo.InvariantCulture);
        try
        {
            Console.SetOut(written);
            Console.SetError(problems);
            return (SkyScribe.Cli.Commands.Program.CommandTree().RunAsync(arguments).GetAwaiter()
                .GetResult(), written.ToString(), problems.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>A bash script, in which <c>tool</c> is the command as a process of its own.</summary>
    /// <param name="folder">where it runs</param>
    /// <param name="script">the script</param>
    public static async Task<(int Code, string Output, string Error)> Bash(string folder, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a bash script with Linux's limits, signals and devices");
        var start = new ProcessStartInfo("bash", ["-c", $"tool() {{ dotnet '{Program}' \"$@\"; }}\n{script}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("SKYSCRIBE_COMMAND");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(tooLong.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"still running after three minutes: {script}");
        }

        return (process.ExitCode, await output, await error);
    }
}

/// <summary>Tests that write to the console wait for each other, and share some toy pictures.</summary>
[CollectionDefinition("console")]
public sealed class ConsoleCollection : ICollectionFixture<ToyPictures>;

/// <summary>A toy data set; the model is the bundled one.</summary>
public sealed class ToyPictures : IDisposable
{
    public ToyPictures()
    {
        var paths = ToyDataset.Generate(Path.Combine(Folder, "data"), new ToyDatasetOptions { Train = 20, ImageSize = 32 });
        (Captions, Images) = (paths.CaptionFile, paths.ImageFolder);
        Files = [.. Directory.GetFiles(Images).Order(StringComparer.Ordinal)];
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("skyscribe-cli-").FullName;

    public string Images { get; }

    public string Captions { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Makes an empty folder.</summary>
    public string Fresh() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("n"))).FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
