using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Diversity;

/// <summary>Self-CIDEr: how different the captions of an n-best list are from each other (Wang and Chan, "Describing Like Humans", CVPR
/// 2019).</summary>
/// <remarks>
/// The matrix K has CIDEr between each two captions, divided by 10 so that a caption has 1 with itself; with the eigenvalues of K,
/// r = sqrt(largest) / sum of sqrt, and the diversity of m captions is -log_m(r): 0 for equal captions, 1 for captions without a common n-gram.
/// The plain CIDEr is used, whose matrix is a Gram matrix; clipping would take that away.
/// </remarks>
public static class SelfCider
{
    /// <summary>Most captions of a list; the work grows with the cube.</summary>
    public const int MaximumCaptions = 100;

    private const int MaximumSweeps = 100;

    /// <summary>Self-CIDEr of one image's captions.</summary>
    /// <param name="captions">Their tokens; two to <see cref="MaximumCaptions"/>.</param>
    /// <param name="frequencies">Document frequencies, for example of the references.</param>
    public static double Of(IReadOnlyList<string[]> captions, DocumentFrequencies frequencies)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(frequencies);
        if (captions.Count is < 2 or > MaximumCaptions)
        {
            throw new ArgumentException($"found {captions.Count} captions of an image, expected 2 to {MaximumCaptions}", nameof(captions));
        }

        var prepared = new NumberedReferences([.. captions.Select(caption => (IReadOnlyList<string[]>)[caption])], frequencies);
        var scorer = new CiderScorer(prepared, CiderOptions.Plain, frequencies);
        double[,] kernel = new double[captions.Count, captions.Count];
        for (int i = 0; i < captions.Count; i++)
        {
            for (int j = 0; j < captions.Count; j++)
            {
                kernel[i, j] = scorer.Score(j, captions[i]) / 10;
            }
        }

        double[] roots = [.. Eigenvalues(kernel).Select(value => Math.Sqrt(Math.Max(0, value)))];
        double sum = roots.Sum();
        return sum == 0 ? 0 : Math.Max(0, -Math.Log(roots.Max() / sum) / Math.Log(captions.Count));
    }

    /// <summary>Eigenvalues of a symmetric matrix by Jacobi's rotations; the matrix is used up.</summary>
    private static double[] Eigenvalues(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double rest = 0;
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    rest += matrix[p, q] * matrix[p, q];
                    Rotate(matrix, p, q);
                }
            }

            if (rest < 1e-24)
            {
                break;
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => matrix[i, i])];
    }

    /// <summary>Makes one element zero.</summary>
    private static void Rotate(double[,] matrix, int p, int q)
    {
        if (matrix[p, q] == 0)
        {
            return;
        }

        double theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double tangent = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        for (int k = 0; k < matrix.GetLength(0); k++)
        {
            (matrix[k, p], matrix[k, q]) = ((cosine * matrix[k, p]) - (sine * matrix[k, q]), (sine * matrix[k, p]) + (cosine * matrix[k, q]));
        }

        for (int k = 0; k < matrix.GetLength(0); k++)
        {
            (matrix[p, k], matrix[q, k]) = ((cosine * matrix[p, k]) - (sine * matrix[q, k]), (sine * matrix[p, k]) + (cosine * matrix[q, k]));
        }
    }
}
