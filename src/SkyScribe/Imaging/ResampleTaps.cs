namespace SkyScribe.Imaging;

/// <summary>Weights of one axis as whole numbers, in units of 2^-<see cref="FractionBits"/>.</summary>
internal sealed class ResampleTaps
{
    /// <summary>8 bits of value and 2 of headroom for the cubic's overshoot leave 22 of an int's 32 for the weight's fraction, as in
    /// Pillow.</summary>
    public const int FractionBits = 22;

    private readonly ResampleWeights _weights;
    private readonly int[] _values;

    public ResampleTaps(ResampleWeights weights)
    {
        _weights = weights;
        _values = Array.ConvertAll(weights.Values, weight => (int)((weight * (1 << FractionBits)) + (weight < 0 ? -0.5 : 0.5)));
        Longest = weights.Count.Max();
    }

    /// <summary>Output positions.</summary>
    public int Count => _weights.First.Length;

    /// <summary>The most input positions that an output position takes.</summary>
    public int Longest { get; }

    /// <summary>The first input position of each output position; none is less than the one before.</summary>
    public int[] First => _weights.First;

    /// <summary>The weights of an output position.</summary>
    public ReadOnlySpan<int> Of(int position) => _values.AsSpan(position * _weights.Stride, _weights.Count[position]);
}
