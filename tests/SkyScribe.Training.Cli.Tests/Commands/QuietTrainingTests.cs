using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Commands;

[Collection("console")]
public sealed class QuietTrainingTests(TrainedToy toy)
{
    /// <summary>A frozen encoder runs in ONNX Runtime, which would look for its server after some 8 seconds.</summary>
    [Fact]
    public async Task Train_FifteenSecondsWithAnEmptyHome_LeavesNothingBesideTheRun()
    {
        using var sandbox = new Sandbox();
        string run = Path.Combine(toy.Folder, "quiet-run");
        string[] arguments =
        [
            .. toy.TrainArguments(run).Select(argument => argument == "1" ? "1000" : argument), "--set", "encoder.trainable=", "--cache",
            Path.Combine(toy.Folder, "quiet-cache"),
        ];
        string log = Path.Combine(run, "log.jsonl");
        var outcome = await sandbox.Run(Sandbox.ProgramOf("SkyScribe.Training.Cli"), arguments, seconds: 15, until: log);
        Assert.True(File.Exists(log), outcome.Error + outcome.Output);
        outcome.AssertQuiet();
    }
}
