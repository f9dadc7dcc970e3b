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
    public void ScheduledSamplingAt_TheOnlyEpoch_IsNone() => Assert.Equal(0, TrainingPresets.Read("toy", ["epochs=1", "scheduledSampling=0.4"]).ScheduledSamplingAt(0));
}
