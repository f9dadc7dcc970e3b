using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Training;

/// <summary>The plain engine and the fast one, run beside each other with everything that training offers.</summary>
public sealed class EnginesTests
{
    private const int Steps = 52;   // 13 epochs of 4

    public static TheoryData<string, string[]> Runs()
    {
        var runs = new TheoryData<string, string[]>();
        foreach (var row in Ablation.All)
        {
            runs.Add(row.Name, []);
        }

        runs.Add("jtts", ["model.wiring=UpDown"]);
        runs.Add("jtts", ["sharing=none", "labelSmoothing=0.1", "ema=0.9"]);
        runs.Add("jtts", ["sharing=captions", "truncation=0.05", "distinctAlike=true"]);
        runs.Add("jtts", ["scheduledSampling=0.5"]);
        runs.Add("b.", ["selfCritical.epochs=6", "selfCritical.samples=3", "selfCritical.guard=0.5"]);
        runs.Add("jtts", ["selfCritical.epochs=8", "selfCritical.baseline=others"]);
        runs.Add("jtts", ["trainable=all", "learningRateFactor=0.05", "data.flips=horizontal"]);
        return runs;
    }

    // With dropout: both engines draw the same masks in the same order.
    [Theory]
    [Trait("Kind", "invariant")]
    [MemberData(nameof(Runs))]
    public void Run_EitherEngine_SameLossesOverFiftySteps(string ablation, string[] more)
    {
        using var tiny = new TinyRun();
        var fast = Losses(tiny, "fast", [$"ablation={ablation}", .. more]);
        var plain = Losses(tiny, "plain", [$"ablation={ablation}", .. more]);
        double worst = 0;
        for (int step = 0; step < Steps; step++)
        {
            worst = Math.Max(worst, Difference(fast[step], plain[step]));
        }

        Assert.InRange(worst, 0, 1e-5);
        Assert.True(plain[^1].Caption < 0.95 * plain[4].Caption, "the run must learn, else it compares little more than its first step");
        if (Ablation.Named(ablation).Wiring != LstmWiring.Single)   // whose recurrence is autograd's in both
        {
            Assert.NotEqual(fast, plain);   // else one engine would have been compared with itself
        }
    }

    private static List<LossParts> Losses(TinyRun tiny, string engine, string[] changes)
    {
        var watcher = new EventList();
        Trainer.Run(tiny.Run(engine, TinyRun.Options(
            ["trainable=", "epochs=13", "learningRate=0.02", "hiddenSize=19", "classifierEpochs=1", $"engine={engine}", .. changes])), watcher);
        return [.. watcher.Events.OfType<StepProgress>().Select(step => step.MeanLoss).Take(Steps)];
    }

    private static double Difference(LossParts one, LossParts other) => new[]
    {
        Math.Abs(one.Caption - other.Caption), Math.Abs(one.Classification - other.Classification), Math.Abs(one.Contrast - other.Contrast),
    }.Max();
}
