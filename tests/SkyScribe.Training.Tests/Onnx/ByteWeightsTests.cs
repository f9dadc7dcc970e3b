using CsCheck;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Onnx;

public class ByteWeightsTests
{
    [Theory]
    [InlineData(1, 9, ByteSums.Single)]
    [InlineData(16, 1, ByteSums.Pairs)]
    [InlineData(3, 9, ByteSums.AnyPairs)]
    internal void KindOf_AConvolution_IsByItsShape(int inputs, int taps, ByteSums expected) =>
        Assert.Equal(expected, ByteWeights.KindOf(inputs, taps));

    /// <summary>The largest sum of products that 16 bits must hold: activations are at most 255, so neighbours may sum up to 128.</summary>
    [Fact]
    public void Round_AnyWeights_PairsNeverSaturate() => Gen.Float[-4, 4].Array[1, 40].Sample(weights =>
    {
        sbyte[] rounded = new sbyte[weights.Length];
        ByteWeights.Round(weights, rounded, ByteSums.Pairs, 0);
        for (int i = 0; i + 1 < weights.Length; i += 2)
        {
            Assert.InRange(255 * (Math.Abs((int)rounded[i]) + Math.Abs((int)rounded[i + 1])), 0, short.MaxValue);
        }

        ByteWeights.Round(weights, rounded, ByteSums.AnyPairs, 0);
        Assert.All(rounded, value => Assert.InRange(value, (sbyte)-63, (sbyte)63));
    });

    [Fact]
    public void Round_Single_ErrorIsAtMostHalfAStep() => Gen.Float[-4, 4].Array[1, 40].Sample(weights =>
    {
        sbyte[] rounded = new sbyte[weights.Length];
        float scale = ByteWeights.Round(weights, rounded, ByteSums.Single, 0);
        double bound = weights.Max(weight => Math.Abs(weight)) / 127.0;   // of the scale that cuts nothing
        double error = weights.Zip(rounded).Sum(pair => Math.Pow(pair.First - pair.Second * (double)scale, 2));
        Assert.InRange(error, 0, weights.Length * bound * bound / 4 * 1.001 + 1e-12);
    });

    [Fact]
    public void Round_OneLargeWeight_IsCutWhereAllOthersGain()
    {
        float[] weights = [1, .. Enumerable.Range(0, 4000).Select(i => 0.0045f * (i % 2 == 0 ? 1 : -1))];
        sbyte[] rounded = new sbyte[weights.Length];
        float scale = ByteWeights.Round(weights, rounded, ByteSums.Single, 0);
        Assert.True(rounded[0] * scale < 0.99f);
        Assert.Equal(1, Math.Abs((int)rounded[1]));
    }

    [Fact]
    public void Round_Zeros_StaysZero()
    {
        sbyte[] rounded = [1, 1];
        Assert.True(ByteWeights.Round([0, 0], rounded, ByteSums.Pairs, 0) > 0);
        Assert.Equal([0, 0], rounded);
    }
}
