using SkyScribe.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model;

/// <summary>Eq. 16-24.</summary>
public sealed class SemanticGateTests
{
    [Fact]
    [Trait("Kind", "gradient")]
    public void Forward_Gradient_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var gate = new SemanticGate(hiddenSize: 4, embeddingSize: 3);
        gate.to(float64);
        var hidden = randn([2, 4], float64).requires_grad_();
        var semantics = randn([2, 3], float64).requires_grad_();
        var upstream = randn([2, 4], float64);
        double Value(Tensor h, Tensor f) => (gate.call(h, gate.Prepare(f)) * upstream).sum().ToDouble();
        (gate.call(hidden, gate.Prepare(semantics)) * upstream).sum().backward();
        AssertGradient(hidden, bump => Value(hidden.detach() + bump, semantics.detach()));
        AssertGradient(semantics, bump => Value(hidden.detach(), semantics.detach() + bump));
    }

    [Fact]
    public void Forward_InformationAndGate_AreMultiplied()
    {
        using var scope = NewDisposeScope();
        using var gate = new SemanticGate(hiddenSize: 1, embeddingSize: 1);
        using (no_grad())
        {
            foreach (var (name, parameter) in gate.named_parameters())
            {
                parameter.copy_(name == "bias" ? tensor([0.5f, -1f]) : tensor(new[,] { { 2f }, { 3f } }));
            }
        }

        // i = 2 * 1 + 2 * 0.25 + 0.5 = 3; g = sigmoid(3 * 1 + 3 * 0.25 - 1) = sigmoid(2.75)
        double expected = 3 / (1 + Math.Exp(-2.75));
        Assert.Equal(expected, gate.call(ones(1, 1), gate.Prepare(full([1, 1], 0.25f))).ToDouble(), 1e-6);
    }

    private static void AssertGradient(Tensor input, Func<Tensor, double> value)
    {
        const double Step = 1e-6;
        for (int i = 0; i < input.shape[0]; i++)
        {
            for (int j = 0; j < input.shape[1]; j++)
            {
                var bump = zeros_like(input);
                bump[i, j] = Step;
                Assert.Equal((value(bump) - value(-bump)) / (2 * Step), input.grad![i, j].ToDouble(), 1e-8);
            }
        }
    }
}
