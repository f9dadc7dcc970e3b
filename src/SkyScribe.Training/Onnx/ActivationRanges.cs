using System.Numerics.Tensors;

namespace SkyScribe.Training.Onnx;

/// <summary>Between which values each activation of an encoder lies, and its mean in each channel, as measured on training images.</summary>
internal sealed class ActivationRanges
{
    private readonly Dictionary<string, (float Low, float High)> _ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double[] Sums, long Values)> _channels = new(StringComparer.Ordinal);

    /// <summary>Adds an activation of some images.</summary>
    /// <param name="values">[images, channels, positions]</param>
    public void Include(string tensor, ReadOnlySpan<float> values, int images, int channels)
    {
        var (low, high) = _ranges.GetValueOrDefault(tensor);   // 0 is always between them, because padding is 0
        var (sums, count) = _channels.TryGetValue(tensor, out var known) ? known : (new double[channels], 0);
        int positions = values.Length / images / channels;
        for (int row = 0; row < images * channels; row++)
        {
            var own = values.Slice(row * positions, positions);
            (low, high) = (Math.Min(low, TensorPrimitives.Min(own)), Math.Max(high, TensorPrimitives.Max(own)));
            sums[row % channels] += TensorPrimitives.Sum(own);
        }

        _ranges[tensor] = (low, high);
        _channels[tensor] = (sums, count + (long)images * positions);
    }

    /// <summary>Scale and zero point of an activation in 8 bits without sign.</summary>
    public (float Scale, byte ZeroPoint) Of(string tensor)
    {
        var (low, high) = _ranges.TryGetValue(tensor, out var range) ? range
            : throw new KeyNotFoundException($"activation '{tensor}' has no measured range");
        float scale = Math.Max((high - low) / byte.MaxValue, 1e-12f);
        return (scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, byte.MaxValue));
    }

    /// <summary>The mean of each channel of an activation.</summary>
    public double[] Means(string tensor)
    {
        var (sums, count) = _channels[tensor];
        return [.. sums.Select(sum => sum / count)];
    }
}
