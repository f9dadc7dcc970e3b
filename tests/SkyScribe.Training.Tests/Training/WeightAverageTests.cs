using SkyScribe.Training.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Training;

public sealed class WeightAverageTests
{
    [Fact]
    public void Update_ThenExchange_GivesTheMovingAverageAndBack()
    {
        using var weight = new Parameter(zeros(1));
        using var average = new WeightAverage([("w", weight)], 0.5);
        double expected = 0;
        for (int step = 1; step <= 12; step++)
        {
            using var guard = no_grad();
            weight.fill_(step);
            average.Update(step);
            double decay = Math.Min(0.5, (1.0 + step) / (10 + step));
            expected = decay * expected + (1 - decay) * step;
        }

        average.Exchange();
        Assert.Equal(expected, weight.item<float>(), 1e-5);
        average.Exchange();
        Assert.Equal(12, weight.item<float>());
    }
}
