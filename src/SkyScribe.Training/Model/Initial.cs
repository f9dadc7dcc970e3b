using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Starting values of parameters that are no <see cref="Linear"/> (those start as libtorch starts them).</summary>
internal static class Initial
{
    /// <summary>Spread of embeddings that no GloVe vector replaces; GloVe 6B's own is about 0.4 a dimension.</summary>
    public const double EmbeddingDeviation = 0.4;

    public static Parameter Embedding(long rows, long columns)
    {
        using var normal = randn(rows, columns);
        return new Parameter(normal * EmbeddingDeviation);
    }

    /// <summary>Uniform in +-1/sqrt(fan), libtorch's rule for linear and recurrent layers.</summary>
    public static Parameter Uniform(long fan, params long[] shape)
    {
        double bound = 1 / Math.Sqrt(fan);
        using var unit = rand(shape);
        using var scaled = unit * (2 * bound);
        return new Parameter(scaled - bound);
    }
}
