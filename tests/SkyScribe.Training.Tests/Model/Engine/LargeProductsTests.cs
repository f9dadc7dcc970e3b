using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine;

/// <summary>Each layer that the engine computes against the module of its name, in float64.</summary>
public sealed class LargeProductsTests
{
    public static TheoryData<string> Ablations => [.. Ablation.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Ablations))]
    public void Layers_EveryAblation_AreTheModules(string ablation)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Some.Model(ablation, type: float32);
        using var exact = Some.Model(ablation, type: float32);
        exact.to(float64);
        var x = Some.Batch(float32).X;
        var products = new LargeProducts(model);
        var stage = products.PredictAttributes(x);
        var expected = exact.PredictAttributes(x.to(float64));
        Near(expected.Regions, stage.Regions);
        Near(exact.Decoder.Keys(expected), products.Keys(stage));
        Tensor hidden2 = randn(5, model.Options.HiddenSize), images = tensor(new long[] { 0, 0, 1, 2, 2 });
        Near(
            exact.Decoder.Emit(hidden2.to(float64), exact.Decoder.PrepareGates(expected)?[2].index_select(0, images)),
            products.Emit(hidden2, model.Decoder.PrepareGates(stage)?[2].index_select(0, images)));
    }

    [Fact]
    public void PredictAttributes_ChosenOnes_AreWrittenWith()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Some.Model("jtts", type: float32);
        var chosen = eye(3, 6);
        var stage = new LargeProducts(model).PredictAttributes(Some.Batch(float32).X, chosen);
        Near(chosen.to(float64), stage.Sampled!);
        Near(model.AttributeVectors!.narrow(0, 0, 3).to(float64), stage.Semantics!);   // one attribute an image: its embedding
    }

    private static void Near(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        Assert.InRange((expected - found.to(float64)).abs().max().item<double>(), 0, 2e-6);
    }
}
