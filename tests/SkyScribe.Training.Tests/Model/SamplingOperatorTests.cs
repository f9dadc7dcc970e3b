using SkyScribe.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model;

/// <summary>Eq. 5-14: values, and gradients by finite differences in double precision.</summary>
public sealed class SamplingOperatorTests
{
    private const double Threshold = 0.1;

    [Theory]
    [Trait("Kind", "gradient")]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(100)]
    public void Logistic_Gradient_EqualsFiniteDifferencesThroughTheMaximumToo(double steepness)
    {
        using var scope = NewDisposeScope();
        double[] y = [0.62, 0.55, 0.71, 0.30, 0.66];
        double[] weights = [0.4, -1.3, 0.8, 2.0, -0.7];
        var probabilities = tensor(y, [1, 5], float64).requires_grad_();
        (LogisticSamplingOperator.Sample(probabilities, steepness, Threshold) * tensor(weights, float64)).sum().backward();
        double[] gradient = probabilities.grad!.data<double>().ToArray();
        AssertDerivatives(y, gradient, point => Weighted(point, weights, values => Logistic(values, steepness)));
        Assert.NotEqual(0, gradient[2]);   // the maximum's own share (Eq. 10)
    }

    // Fig. 2: y_m is 0.9, the other attribute goes through the threshold, 0.1 below.
    [Theory]
    [Trait("Kind", "paper")]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(100)]
    public void Logistic_CurveOfFigure2_IsHalfAndSteepestAtTheThreshold(double steepness)
    {
        using var scope = NewDisposeScope();
        var swept = linspace(0, 0.9, 901, float64).unsqueeze(1).requires_grad_();
        var curve = LogisticSamplingOperator.Sample(cat([swept, full_like(swept, 0.9)], 1), steepness, Threshold).select(1, 0);
        curve.sum().backward();
        double[] values = curve.detach().data<double>().ToArray(), slopes = swept.grad!.flatten().data<double>().ToArray();
        Assert.Equal(0.5, values[800], 1e-9);                                        // at 0.8 = y_m - lambda * margin
        Assert.Equal(steepness / 4, slopes[800], 1e-9);                              // the kappa of section III-B
        Assert.Equal(800, Array.IndexOf(slopes, slopes.Max()));
        Assert.True(values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second));
        Assert.Equal(1 / (1 + Math.Exp(steepness * 0.05)), values[750], 1e-9);       // at 100 almost a step: 0.0067 a twentieth below
    }

    [Fact]
    [Trait("Kind", "gradient")]
    public void Margin_Gradient_EqualsFiniteDifferencesOfTheDetachedForm()
    {
        using var scope = NewDisposeScope();
        double[] y = [0.62, 0.55, 0.71, 0.30, 0.66];
        double[] weights = [0.4, -1.3, 0.8, 2.0, -0.7];
        var probabilities = tensor(y, [1, 5], float64).requires_grad_();
        (MarginSamplingOperator.Sample(probabilities, 100, Threshold) * tensor(weights, float64)).sum().backward();

        // Eq. 12-13 with the masks held at their values at y.
        double[] mask = Logistic(y, 100);
        double[] shift = mask.Zip(y, (m, value) => m - value * m).ToArray();
        AssertDerivatives(y, probabilities.grad!.data<double>().ToArray(),
            point => point.Select((value, p) => weights[p] * (mask[p] * value + shift[p])).Sum());
    }

    [Fact]
    public void Margin_Gradient_IsExactlyTheMask()
    {
        using var scope = NewDisposeScope();
        var probabilities = rand(7, 11).requires_grad_();
        var upstream = randn(7, 11);
        var sampled = MarginSamplingOperator.Sample(probabilities, 100, Threshold);
        sampled.backward([upstream]);
        var mask = LogisticSamplingOperator.Sample(probabilities.detach(), 100, Threshold);
        Assert.True((mask * upstream).Equals(probabilities.grad!));                     // Eq. 14, bit for bit
        Assert.True((sampled.detach() - mask).abs().max().ToDouble() < 1e-6);           // y_s has the mask's value
    }

    [Fact]
    public void Hard_ThresholdBelowTheMaximum_IsZeroOrOneWithoutGradient()
    {
        using var scope = NewDisposeScope();
        var sampled = HardSamplingOperator.Sample(
            tensor(new[,] { { 0.9f, 0.81f, 0.79f, 0.1f }, { 0.05f, 0.02f, 0.1f, 0.2f } }).requires_grad_(), Threshold);
        Assert.Equal([1f, 1f, 0f, 0f, 0f, 0f, 1f, 1f], sampled.data<float>().ToArray());
        Assert.False(sampled.requires_grad);
    }

    private static double[] Logistic(double[] y, double steepness) =>
        y.Select(value => 1 / (1 + Math.Exp(-steepness * (value - y.Max() + Threshold)))).ToArray();   // Eq. 5

    private static double Weighted(double[] point, double[] weights, Func<double[], double[]> operation) =>
        operation(point).Zip(weights, (value, weight) => value * weight).Sum();

    private static void AssertDerivatives(double[] at, double[] gradient, Func<double[], double> function)
    {
        const double Step = 1e-6;
        for (int q = 0; q < at.Length; q++)
        {
            double[] above = [.. at], below = [.. at];
            above[q] += Step;
            below[q] -= Step;
            double expected = (function(above) - function(below)) / (2 * Step);
            Assert.Equal(expected, gradient[q], 1e-6 * Math.Max(1, Math.Abs(expected)));
        }
    }
}
