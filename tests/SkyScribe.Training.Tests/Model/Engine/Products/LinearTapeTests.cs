using SkyScribe.Training.Model.Engine.Products;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine.Products;

/// <summary>Layers on the tape against the same layers under autograd in float64.</summary>
public sealed class LinearTapeTests
{
    [Fact]
    [Trait("Kind", "gradient")]
    public void GoBack_LayersOneAfterTheOther_AutogradsGradients()
    {
        using var scope = NewDisposeScope();
        var (found, foundLoss) = Gradients(float32, new LinearTape());
        var (expected, expectedLoss) = Gradients(float64, null);

        Assert.Equal(expectedLoss, foundLoss, 1e-5 * Math.Abs(expectedLoss));
        foreach (var (gradient, own) in expected.Zip(found))
        {
            double size = gradient.abs().max().ToDouble();
            Assert.True(size > 1e-3);
            Assert.InRange((gradient - own.to(float64)).abs().max().ToDouble(), 0, 1e-5 * size);
        }
    }

    [Fact]
    [Trait("Kind", "gradient")]
    public void GoBack_AnOutputsGradientIsGiven_GoesThroughSharedPartsOnce()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor x = randn(4, 5), dKeys = randn(4, 3), dRows = randn(4, 5);
        Parameter weight = new(randn(3, 5)), scale = new(randn(5));
        var rows = tanh(x * scale);
        var tape = new LinearTape();
        var keys = tape.Linear(rows, weight, null);
        tape.GoBack(keys, (keys, dKeys), (rows, dRows), (null, dRows), (x, dRows));

        Parameter again = new(weight.detach().clone()), scaleAgain = new(scale.detach().clone());
        var rowsAgain = tanh(x * scaleAgain);
        autograd.backward([nn.functional.linear(rowsAgain, again), rowsAgain], [dKeys, dRows]);
        Assert.InRange((again.grad! - weight.grad!).abs().max().ToDouble(), 0, 1e-6);
        Assert.InRange((scaleAgain.grad! - scale.grad!).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    [Trait("Kind", "gradient")]
    public void GoBack_ALayersOutputIsUsedTwice_BothCount()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        Tensor x = randn(4, 5), dRows = randn(4, 3), dKeys = randn(4, 2);
        Parameter weight = new(randn(3, 5)), keyWeight = new(randn(2, 3));
        var tape = new LinearTape();
        var rows = tape.Linear(x, weight, null);
        var keys = tape.Linear(rows, keyWeight, null);
        tape.GoBack(keys, (rows, dRows), (keys, dKeys), (rows.mean(), ones([])));

        Parameter again = new(weight.detach().clone()), keyAgain = new(keyWeight.detach().clone());
        var rowsAgain = nn.functional.linear(x, again);
        autograd.backward([nn.functional.linear(rowsAgain, keyAgain), rowsAgain, rowsAgain.mean()], [dKeys, dRows, ones([])]);
        Assert.InRange((again.grad! - weight.grad!).abs().max().ToDouble(), 0, 1e-5);
        Assert.InRange((keyAgain.grad! - keyWeight.grad!).abs().max().ToDouble(), 0, 1e-5);
    }

    [Fact]
    public void Linear_WithoutGradients_LeavesNothingOnTheTape()
    {
        using var scope = NewDisposeScope();
        var tape = new LinearTape();
        var weight = new Parameter(randn(3, 5));
        using (no_grad())
        {
            var y = tape.Linear(randn(2, 5), weight, null);
            Assert.False(y.requires_grad);
            tape.GoBack(y, (y, ones(2, 3)));
        }

        Assert.Null(weight.grad);
    }

    // TorchSharp's own additions fail here: see eng/Libtorch.targets.
    [Fact]
    public void Linear_WhileMemoryIsCollected_NothingIsFreedTooEarly()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(randn(600, 8));
        var bias = new Parameter(randn(600));
        var x = randn(400, 8);
        bool isOver = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (int i = 0; i < 300; i++)
            {
                using var step = NewDisposeScope();
                var tape = new LinearTape();
                var y = tape.Linear(x, weight, bias);
                tape.GoBack(null, (y, y.detach()));
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            collector.Join();
        }

        Assert.True(bias.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void GoBack_AFrozenWeight_GetsNoGradient()
    {
        using var scope = NewDisposeScope();
        var tape = new LinearTape();
        Parameter weight = new(randn(3, 5), requires_grad: false), bias = new(randn(3));
        var y = tape.Linear(randn(2, 5), weight, bias);
        tape.GoBack(null, (y.sum(), ones([])));
        Assert.Null(weight.grad);
        Assert.Equal([2, 2, 2], bias.grad!.data<float>().ToArray());
    }

    // Two layers with something between, and an input that wants its gradient.
    private static (Tensor[] Gradients, double Loss) Gradients(ScalarType type, LinearTape? tape)
    {
        random.manual_seed(8);
        Tensor Random(params long[] shape) => randn(shape, float64).to(type);
        Parameter x = new(Random(2, 7, 5)), w1 = new(Random(70, 5)), b1 = new(Random(70)), w2 = new(Random(4, 70));
        Tensor Linear(Tensor input, Tensor weight, Tensor? bias) =>
            tape is null ? nn.functional.linear(input, weight, bias) : tape.Linear(input, weight, bias);
        var loss = Linear(tanh(Linear(x, w1, b1)), w2, null).square().mean();
        if (tape is null)
        {
            loss.backward();
        }
        else
        {
            tape.GoBack(null, (loss, ones([])));
        }

        return ([x.grad!, w1.grad!, b1.grad!, w2.grad!], loss.ToDouble());
    }
}
