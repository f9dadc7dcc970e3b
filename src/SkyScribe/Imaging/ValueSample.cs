namespace SkyScribe.Imaging;

/// <summary>An evenly spaced sample of a picture's values, of all bands alike, with bounded memory.</summary>
/// <param name="type">their type</param>
/// <param name="noData">the value that marks missing pixels, where the file names one</param>
/// <remarks>Missing pixels are not counted: the file's own mark, zero, the highest value of an integer of more than 8 bits, -9999 and the lowest of a
/// signed type, numbers that are not finite or beyond 1e30. Satellite data are filled with these (a scene's black border, say), also where the file
/// does not name them.</remarks>
internal sealed class ValueSample(SampleType type, double? noData = null)
{
    private const int MostValues = 1 << 19;

    private readonly float[] _values = new float[MostValues];
    private readonly float _top = type is { IsFloat: false, IsDeep: true } ? (float)type.White : float.NaN;
    private readonly float _bottom = type is { IsFloat: false, IsSigned: true } ? (float)-Math.ScaleB(1, type.Bits - 1) : float.NaN;
    private readonly float _noData = (float)(noData ?? double.NaN);
    private int _count, _phase, _stride = 1;
    private bool _isSorted;

    /// <summary>Their type.</summary>
    public SampleType Type => type;

    /// <summary>The mark of missing pixels that the file names.</summary>
    public double? NoData => noData;

    /// <summary>Whether no value has been counted.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The smallest value of all.</summary>
    public float Smallest { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value of all.</summary>
    public float Largest { get; private set; } = float.NegativeInfinity;

    /// <summary>Adds values of any band.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        _isSorted = false;
        foreach (float value in values)
        {
            if (IsMissing(value))
            {
                continue;
            }

            Smallest = Math.Min(Smallest, value);
            Largest = Math.Max(Largest, value);
            if (++_phase < _stride)
            {
                continue;
            }

            if (_count == MostValues)
            {
                Thin();
            }

            _values[_count++] = value;
            _phase = 0;
        }
    }

    /// <summary>The value below which a share of the sample lies.</summary>
    /// <param name="share">0 to 1</param>
    public float Quantile(double share)
    {
        if (!_isSorted)
        {
            Array.Sort(_values, 0, _count);
            _isSorted = true;
        }

        return _values[(int)Math.Round(share * (_count - 1))];
    }

    /// <summary>Mean and standard deviation of the sample.</summary>
    public (double Mean, double Deviation) Moments()
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < _count; i++)
        {
            double difference = _values[i] - mean;
            mean += difference / (i + 1);
            squares += difference * (_values[i] - mean);
        }

        return (mean, Math.Sqrt(squares / _count));
    }

    private bool IsMissing(float value) =>
        value == 0 || value == _noData || value == _top || value == _bottom || !(Math.Abs(value) < 1e30f)
        || (value == -9999 && (type.IsSigned || type.IsFloat));

    private void Thin()
    {
        // Sorted values would be thinned evenly too, but a sample that was sorted has been used already.
        for (int i = 0; i < MostValues / 2; i++)
        {
            _values[i] = _values[(2 * i) + 1];
        }

        (_count, _stride) = (MostValues / 2, _stride * 2);
    }
}
