namespace SkyScribe.Metrics.Scores;

/// <summary>Scores that are a share: of all images together, the sum of the parts divided by the sum of the wholes.</summary>
internal static class Ratio
{
    /// <summary>Counts of an image: its part and its whole.</summary>
    public const int Width = 2;

    /// <summary>The score of images' counts. An image whose whole is 0 has nothing that could be wrong: it has 1, and weighs nothing in the set's
    /// score.</summary>
    /// <param name="parts">for each image what counts</param>
    /// <param name="wholes">for each image what could</param>
    /// <param name="signature">how they were counted</param>
    public static MetricScore Of(double[] parts, double[] wholes, string signature) =>
        new(Of(parts.Sum(), wholes.Sum()), [.. parts.Zip(wholes, Of)])
        {
            Signature = signature,
            Counts = new ResampledScore([.. parts.Zip(wholes, (part, whole) => new[] { part, whole })], Of),
        };

    /// <summary>The score of summed counts.</summary>
    public static double Of(ReadOnlySpan<double> sums) => Of(sums[0], sums[1]);

    private static double Of(double part, double whole) => whole == 0 ? 1 : part / whole;
}
