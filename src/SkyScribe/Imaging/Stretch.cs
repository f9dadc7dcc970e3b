using System.Globalization;

namespace SkyScribe.Imaging;

/// <summary>A picture's mapping of values to 8 bits, chosen by a rule from a sample of them; it can be applied to any block of samples.</summary>
internal sealed class Stretch
{
    private const double LowShare = 0.02, HighShare = 0.98, Deviations = 2;

    /// <summary>A picture that uses less than this share of its type's range is stretched by default.</summary>
    private const double UsedShare = 0.25;

    private readonly float _low, _scale, _rounding, _noData;

    private Stretch(ValueSample sample, double low, double scale, double rounding, bool isApplied, string sentence)
    {
        (_low, _scale, _rounding, _noData) = ((float)low, (float)scale, (float)rounding, (float)(sample.NoData ?? double.NaN));
        (Type, IsApplied, Sentence) = (sample.Type, isApplied, sentence);
        (Smallest, Largest) = sample.IsEmpty ? (0, 0) : (sample.Smallest, sample.Largest);
    }

    /// <summary>The map as numbers: level = (value - Low) x Scale + Rounding.</summary>
    public (double Low, double Scale, double Rounding) Line => (_low, _scale, _rounding);

    /// <summary>The samples' type.</summary>
    public SampleType Type { get; }

    /// <summary>Whether values are mapped otherwise than by their type's range.</summary>
    public bool IsApplied { get; }

    /// <summary>Whether the picture is left nearly black because nothing is stretched.</summary>
    public bool IsDark { get; private init; }

    /// <summary>The smallest value that was looked at, but for missing pixels.</summary>
    public float Smallest { get; }

    /// <summary>The largest value that was looked at, but for missing pixels.</summary>
    public float Largest { get; }

    /// <summary>What was found and done: "16-bit values from 103 to 2047, most within 3 % of the range: stretched, 120 (2nd percentile) to 1800
    /// (98th) become 0 to 255".</summary>
    public string Sentence { get; }

    /// <summary>Chooses the mapping.</summary>
    /// <param name="sample">values of the picture</param>
    /// <param name="rule">the rule</param>
    public static Stretch Of(ValueSample sample, StretchRule rule)
    {
        if (sample.IsEmpty)
        {
            return Plain(sample, "no pixel has a value", isDark: false);
        }

        double white = sample.Type.White, low = sample.Quantile(LowShare), high = sample.Quantile(HighShare);
        bool usesLittle = sample.Type.IsDeep
            && (sample.Type.IsFloat ? low < 0 || high > white || high < UsedShare : low < 0 || high < UsedShare * (white + 1));
        string found = $"{sample.Type.Name} values from {Text(sample.Smallest)} to {Text(sample.Largest)}"
            + (sample.Type.IsFloat || low < 0 ? "" : $", most within {Text(Math.Round(100 * (high + 1) / (white + 1), 1))} % of the range");
        string ends;
        switch (rule)
        {
            case StretchRule.Percentile or StretchRule.Auto when rule == StretchRule.Percentile || usesLittle:
                ends = $"{Text(low)} (2nd percentile) to {Text(high)} (98th)";
                break;
            case StretchRule.MinMax:
                (low, high) = (sample.Smallest, sample.Largest);
                ends = $"{Text(low)} to {Text(high)}";
                break;
            case StretchRule.Sigma:
                var (mean, deviation) = sample.Moments();
                (low, high) = (Math.Max(sample.Smallest, mean - (Deviations * deviation)), Math.Min(sample.Largest, mean + (Deviations * deviation)));
                ends = $"{Text(low)} to {Text(high)} (mean and 2 standard deviations)";
                break;
            default:
                return Plain(sample, found, rule == StretchRule.None && usesLittle);
        }

        if (!(high > low))
        {
            (low, high) = (sample.Smallest, sample.Largest);
        }

        return high > low
            ? new Stretch(sample, low, 255 / (high - low), 0.5, true, $"{found}: stretched, {ends} become 0 to 255")
            : new Stretch(sample, high - 1, 127.5, 0.5, true, $"{found}: they are all equal, and become a middle grey");
    }

    /// <summary>Maps values.</summary>
    /// <param name="values">of any band</param>
    /// <param name="target">as many bytes</param>
    public void Map(ReadOnlySpan<float> values, Span<byte> target)
    {
        for (int i = 0; i < values.Length; i++)
        {
            // Numbers that are not finite, like all missing pixels, become black.
            float value = values[i], level = ((value - _low) * _scale) + _rounding;
            target[i] = value == _noData || !(level > 0) || float.IsInfinity(value) ? (byte)0 : level >= 255 ? (byte)255 : (byte)level;
        }
    }

    /// <summary>Maps bytes in place.</summary>
    public void Map(Span<byte> values)
    {
        Span<float> all = stackalloc float[256];
        Span<byte> table = stackalloc byte[256];
        for (int value = 0; value < 256; value++)
        {
            all[value] = value;
        }

        Map(all, table);
        foreach (ref byte value in values)
        {
            value = table[value];
        }
    }

    private static Stretch Plain(ValueSample sample, string found, bool isDark)
    {
        var type = sample.Type;
        string sentence = $"{found}: not stretched";
        bool hasNegative = type.IsSigned && !sample.IsEmpty && sample.Quantile(LowShare) < 0;   // a few are noise
        return type.IsFloat ? new Stretch(sample, 0, 255, 0.5, false, sentence) { IsDark = isDark }
            : hasNegative ? new Stretch(sample, -(type.White + 1), Math.ScaleB(1, 8 - type.Bits), 0, false, sentence) { IsDark = isDark }
            : new Stretch(sample, 0, 256 / (type.White + 1), 0, false, sentence) { IsDark = isDark };
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) is >= 100 or 0 ? "0" : "0.####", CultureInfo.InvariantCulture);
}
