using SkyScribe.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model;

/// <summary>Eq. 31 with its sign put right.</summary>
public sealed class DynamicContrastLossTests
{
    [Fact]
    public void Compute_HandComputedImages_IsTheirMean()
    {
        using var scope = NewDisposeScope();
        var y = tensor(new[,] { { 0.9, 0.7, 0.75, 0.1 }, { 0.2, 0.6, 0.5, 0.1 } });
        var labels = tensor(new[,] { { 1.0, 1.0, 0.0, 0.0 }, { 0.0, 1.0, 0.0, 0.0 } });
        // image 1: 0.75 - 0.8 + 0.2 = 0.15; image 2: 0.5 - 0.6 + 0.2 = 0.1
        Assert.Equal((0.15 + 0.1) / 2, DynamicContrastLoss.Compute(y, labels, 0.2).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Compute_NoPositiveOrNoNegativeLabel_IsZeroWithZeroGradient(float label)
    {
        using var scope = NewDisposeScope();
        var y = (0.15 * rand(3, 5)).detach().requires_grad_();   // below the margin: where nothing is left out, both have a loss
        var loss = DynamicContrastLoss.Compute(y, full([3, 5], label), 0.2);
        loss.backward();
        Assert.Equal(0, loss.ToDouble());
        Assert.Equal(0, y.grad!.abs().max().ToDouble());
    }

    [Fact]
    public void Compute_FarApart_IsZero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, DynamicContrastLoss.Compute(tensor(new[,] { { 0.9, 0.1 } }), tensor(new[,] { { 1.0, 0.0 } }), 0.2).ToDouble());
    }

    [Fact]
    [Trait("Kind", "gradient")]
    public void Compute_Gradient_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var y = rand([4, 6], float64).requires_grad_();
        var labels = randint(0, 2, [4, 6]).to(float64);
        DynamicContrastLoss.Compute(y, labels, 0.2).backward();
        var gradient = y.grad!;
        const double Step = 1e-6;
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < 6; k++)
            {
                var bump = zeros([4, 6], float64);
                bump[i, k] = Step;
                double expected = (DynamicContrastLoss.Compute(y.detach() + bump, labels, 0.2).ToDouble()
                                   - DynamicContrastLoss.Compute(y.detach() - bump, labels, 0.2).ToDouble()) / (2 * Step);
                Assert.Equal(expected, gradient[i, k].ToDouble(), 1e-7);
            }
        }
    }
}
