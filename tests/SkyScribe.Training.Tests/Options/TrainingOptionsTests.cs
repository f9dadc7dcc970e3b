using SkyScribe.Training.Options;

namespace SkyScribe.Training.Tests.Options;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void ScheduledSamplingAt_EachEpoch_RisesEvenlyFromNothingToTheSetting()
    {
        var options = TrainingPresets.Read("toy", ["epochs=5", "scheduledSampling=0.4"]);
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4], Enumerable.Range(0, 5).Select(options.ScheduledSamplingAt).Select(share => Math.Round(share, 12)));
    }

    [Fact]
    public void LearningRateAt_EachEpoch_DecaysInStepsUntilTheSelfCriticalOnes()
    {
        var options = TrainingPresets.Read(
            "toy", ["epochs=6", "learningRate=0.008", "decay=0.5", "decayEvery=2", "selfCritical.epochs=1", "selfCritical.learningRate=0.0001"]);
        Assert.Equal([0.008, 0.008, 0.004, 0.004, 0.002, 0.0001], Enumerable.Range(0, 6).Select(options.LearningRateAt));
        Assert.Equal(0.002, options.DecayedLearningRateAt(5));
        Assert.Equal([false, false, false, false, false, true], Enumerable.Range(0, 6).Select(options.IsSelfCritical));
    }

    [Theory]
    [InlineData("ablation=jtts", 0, 0.1)]
    [InlineData("ablation=b.+sg/s", 7, 0.1)]   // hard sampling alone has a classifier that learns before
    [InlineData("ablation=b.+sg+ls", 0, 1)]
    public void Effective_EachSamplingOperator_HasItsClampAndClassifierEpochs(string change, int epochs, double clamp)
    {
        var options = TrainingPresets.Read("toy", ["classifierEpochs=7", change]) with { GradientClamp = null };
        Assert.Equal((epochs, clamp), (options.EffectiveClassifierEpochs, options.EffectiveGradientClamp));
        Assert.Equal(3, (options with { GradientClamp = 3 }).EffectiveGradientClamp);
    }

    [Fact]
    public void ScheduledSamplingAt_TheOnlyEpoch_IsNone() =>
        Assert.Equal(0, TrainingPresets.Read("toy", ["epochs=1", "scheduledSampling=0.4"]).ScheduledSamplingAt(0));
}
