using SkyScribe.Packages;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Packages;

/// <summary>ONNX Runtime writes its files when its first session is opened, and looks for its server after some 8 seconds.</summary>
public sealed class OnnxTelemetryTests
{
    private const string Seconds = "15";

    private static readonly Lazy<Task<Sandbox.Outcome>> WithHome = new(() => Caption(hasHome: true)),
        WithoutHome = new(() => Caption(hasHome: false));

    [Fact]
    public async Task Caption_FifteenSecondsWithAnEmptyHome_LeavesNothingAndAsksNobody()
    {
        _ = WithoutHome.Value;   // both wait at the same time
        var outcome = await WithHome.Value;
        Assert.Equal((0, "True", ""), (outcome.ExitCode, outcome.Output.Trim(), outcome.Error));
        outcome.AssertQuiet();
    }

    [Fact]
    public async Task Caption_FifteenSecondsWithoutHome_IsSilent()
    {
        _ = WithHome.Value;
        var outcome = await WithoutHome.Value;
        Assert.Equal((0, "True", ""), (outcome.ExitCode, outcome.Output.Trim(), outcome.Error));
        outcome.AssertQuiet();
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData("", "1")]
    [InlineData("0", "0")]
    [InlineData("true", "true")]
    public void Chosen_AValueOfTheUsers_Wins(string? found, string expected) => Assert.Equal(expected, OnnxTelemetry.Chosen(found));

    [Fact]
    public void Initialize_ThisProcess_HasTheVariableInTheCLibrarysEnvironment()
    {
        OnnxTelemetry.Initialize();
        Assert.Equal(Environment.GetEnvironmentVariable(OnnxTelemetry.Variable), OnnxTelemetry.Native);
    }

    [Fact]
    public void Sources_EverySession_IsOpenedByOnnxSessions()
    {
        string[] others = [.. new[] { "src", "bench", "samples", "tools" }.SelectMany(
            folder => Directory.EnumerateFiles(Path.Combine(SharedFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => Path.GetFileName(path) != "OnnxSessions.cs"
            && File.ReadAllText(path).Contains("new InferenceSession", StringComparison.Ordinal))];
        Assert.Empty(others);
    }

    private static async Task<Sandbox.Outcome> Caption(bool hasHome)
    {
        using var sandbox = new Sandbox();
        return await sandbox.Run(Sandbox.ProgramOf("SkyScribe.Probe"), [Seconds, SharedFiles.Fixture("resize/in_97x131.png")], hasHome);
    }
}
