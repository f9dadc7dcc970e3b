using System.Text.Json;
using SkyScribe.TestSupport;
using SkyScribe.Training.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Training;

/// <summary>RAdam against shared/golden/radam.json: PyTorch 2.13's RAdam, lr 5e-4, 40 steps in double precision; gradient j at step t is
/// sin(0.7 t (j + 1)) + 0.3 j.</summary>
public sealed class RectifiedAdamTests
{
    [Fact]
    [Trait("Kind", "golden")]
    public void Step_FortyGoldenGradients_EqualsPyTorch()
    {
        using var scope = NewDisposeScope();
        using var golden = JsonDocument.Parse(File.ReadAllText(SharedFiles.Fixture("golden/radam.json")));
        double[] start = Numbers(golden.RootElement.GetProperty("start"));
        var parameter = new Parameter(tensor(start, float64));
        using var optimizer = new RectifiedAdam([("p", parameter)]);
        int t = 0;
        foreach (var after in golden.RootElement.GetProperty("after_step").EnumerateArray())
        {
            t++;
            parameter.grad = tensor(start.Select((_, j) => Math.Sin(0.7 * t * (j + 1)) + 0.3 * j).ToArray(), float64);
            optimizer.Step(5e-4);
            double[] expected = Numbers(after);
            double[] actual = parameter.detach().data<double>().ToArray();
            for (int j = 0; j < expected.Length; j++)
            {
                Assert.Equal(expected[j], actual[j], 1e-12);
            }
        }

        Assert.Equal(40, t);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ApplyByTensors_SomeSteps_SameAsByVectors(bool isRectified)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        var update = new RectifiedAdamUpdate(0.9, 0.999, 1e-8, 1e-2, 0.5, isRectified);
        Tensor[] Start() => [ones(7, 5, float64), zeros(7, 5, float64), zeros(7, 5, float64), zeros(7, 5, float64)];
        Tensor[] byVectors = Start(), byTensors = Start();
        for (int step = 0; step < 5; step++)
        {
            var gradient = randn(7, 5, float64);
            foreach (var (slots, apply) in new[] { (byVectors, (Action<Tensor, Tensor, Tensor, Tensor>)update.Apply),
                (byTensors, update.ApplyByTensors) })
            {
                slots[1].copy_(gradient);
                apply(slots[0], slots[1], slots[2], slots[3]);
                Assert.Equal(0, slots[1].abs().max().item<double>());
            }
        }

        Assert.True((byVectors[0] - 1).abs().min().item<double>() > 0);
        Assert.All(byVectors.Zip(byTensors), pair => Assert.InRange((pair.First - pair.Second).abs().max().item<double>(), 0, 1e-15));
    }

    // Factors that reading.md states: about 0.22 at step 100, 0.40 at step 340, 0.75 at step 1,500.
    [Theory]
    [InlineData(100, 0.22)]
    [InlineData(340, 0.40)]
    [InlineData(1500, 0.75)]
    public void Rectification_StatedSteps_HasStatedFactor(long step, double factor) =>
        Assert.Equal(factor, RectifiedAdam.Rectification(step)!.Value, 0.01);

    [Fact]
    public void Step_Clamp_BoundsEveryGradient()
    {
        using var scope = NewDisposeScope();
        var clamped = new Parameter(zeros(3));
        var bounded = new Parameter(zeros(3));
        using var one = new RectifiedAdam([("p", clamped)]);
        using var other = new RectifiedAdam([("p", bounded)]);
        clamped.grad = tensor(new[] { -7f, 0.05f, 9f });
        bounded.grad = tensor(new[] { -0.1f, 0.05f, 0.1f });
        one.Step(1e-2, clamp: 0.1);
        other.Step(1e-2);
        Assert.Equal(bounded.data<float>().ToArray(), clamped.data<float>().ToArray());
    }

    private static double[] Numbers(JsonElement array) => array.EnumerateArray().Select(item => item.GetDouble()).ToArray();
}
