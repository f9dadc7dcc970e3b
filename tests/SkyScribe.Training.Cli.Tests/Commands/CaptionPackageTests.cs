using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Cli;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>Captions from a package, as people get them.</summary>
[Collection("console")]
public sealed class CaptionPackageTests(TrainedToy toy)
{
    private readonly string[] _images = [.. Directory.GetFiles(toy.Images).Order(StringComparer.Ordinal)];

    [Fact]
    public void Caption_Json_SaysHowFarToTrustIt()
    {
        var (code, output, error) = CommandLine.Run("caption", _images[0], "--model", toy.Package, "--format", "json");
        Assert.True(code == 0, error);
        var line = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["image", "caption", "logProbability", "confidence", "outOfDomain", "attributes", "alternatives"],
            line.EnumerateObject().Select(field => field.Name));
        Assert.InRange(line.GetProperty("confidence").GetDouble(), 0, 1);
        Assert.Equal(JsonValueKind.False, line.GetProperty("outOfDomain").ValueKind);
    }

    [Fact]
    public void Caption_PackageAndCheckpoint_SayTheSame()
    {
        string[] Captions(string model) => [.. CommandLine.Run(["caption", .. _images, "--model", model, "--format", "json"]).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("caption").GetString()!)];
        Assert.Equal(_images.Length, Captions(toy.Package).Length);
        Assert.Equal(Captions(toy.Model), Captions(toy.Package));
    }

    [Fact]
    public void Caption_ChangedPackage_IsAnErrorThatNamesTheFile()
    {
        string copy = Path.Combine(toy.Folder, "changed");
        Directory.CreateDirectory(copy);
        foreach (string path in Directory.GetFiles(toy.Package))
        {
            File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
        }

        File.AppendAllText(Path.Combine(copy, "decoder.onnx"), "x");
        var run = CommandLine.Run("caption", _images[0], "--model", copy);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("decoder.onnx", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Package_ScoresAsTheCheckpoint()
    {
        double Cider(string model)
        {
            string report = Path.Combine(toy.Folder, "package-report.json");
            var run = CommandLine.Run("evaluate", "--model", model, "--data", toy.Captions, "--images", toy.Images, "--out", report);
            Assert.True(run.Code == 0, run.Error);
            return JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("corpus").GetProperty("CIDEr").GetDouble();
        }

        Assert.Equal(Cider(toy.Model), Cider(toy.Package), 1e-9);
    }

    [Fact]
    public void Caption_WithoutLibtorchOnTheMachine_Works()
    {
        string program = Path.Combine(toy.Folder, "program"), built = AppContext.BaseDirectory;
        foreach (string file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories).Where(file => !IsTorch(file)))
        {
            string copy = Path.Combine(program, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(program, "SkyScribe.Training.Cli.dll"), "caption", _images[0], "--model", toy.Package])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        Assert.StartsWith(_images[0] + ": ", output, StringComparison.Ordinal);
    }

    private static bool IsTorch(string file)
    {
        string name = Path.GetFileName(file);
        return name.EndsWith(".deps.json", StringComparison.Ordinal)   // it would ask for what is left out
            || name.Contains("torch", StringComparison.OrdinalIgnoreCase) || name.StartsWith("libc10", StringComparison.Ordinal)
            || name.StartsWith("libgomp", StringComparison.Ordinal);
    }
}
