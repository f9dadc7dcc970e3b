namespace SkyScribe.Training.Export;

/// <summary>Between which values each activation of an encoder lies, as measured on training images.</summary>
internal sealed class ActivationRanges
{
    private readonly Dictionary<string, (float Low, float High)> _ranges = new(StringComparer.Ordinal);

    /// <summary>Widens a range; 0 is always in it, because padding is 0.</summary>
    public void Include(string tensor, float low, float high)
    {
        var (oldLow, oldHigh) = _ranges.GetValueOrDefault(tensor);
        _ranges[tensor] = (Math.Min(Math.Min(low, oldLow), 0), Math.Max(Math.Max(high, oldHigh), 0));
    }

    /// <summary>Scale and zero point of an activation in 8 bits without sign.</summary>
    public (float Scale, byte ZeroPoint) Of(string tensor)
    {
        var (low, high) = _ranges.TryGetValue(tensor, out var range) ? range : throw new KeyNotFoundException($"activation '{tensor}' was not calibrated");
        float scale = Math.Max((high - low) / byte.MaxValue, 1e-12f);
        return (scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, byte.MaxValue));
    }
}
