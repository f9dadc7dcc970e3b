namespace SkyScribe.Metrics.Significance;

/// <summary>Holm's correction for several tests (Holm, Scandinavian Journal of Statistics, 1979): the chance that any of the tests finds a difference
/// where none is stays below the level.</summary>
public static class Holm
{
    /// <summary>The corrected p-values, in the same order.</summary>
    /// <param name="pValues">p-values of tests that are looked at together, each from 0 to 1</param>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        double[] adjusted = new double[pValues.Count];
        double atLeast = 0;
        int left = pValues.Count;
        foreach (int test in Enumerable.Range(0, pValues.Count).OrderBy(test => pValues[test]).ThenBy(test => test))
        {
            atLeast = Math.Max(atLeast, Math.Min(1, left-- * pValues[test]));
            adjusted[test] = atLeast;
        }

        return adjusted;
    }
}
