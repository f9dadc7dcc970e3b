using System.Runtime.Intrinsics;
using SkyScribe.Training.Model.Engine.Products;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>Visual attention (Eq. 26-28) of one row and its derivative. tanh is computed twice, so that no tensor [N, R, D] is kept.</summary>
/// <remarks>R regions, D hidden size. Regions and keys belong to the image; rows of the same image share them.</remarks>
internal static unsafe class AttentionLoops
{
    /// <param name="regions">V [R, D]</param>
    /// <param name="keys">W_va V [R, D]</param>
    /// <param name="score">w_a [D]</param>
    /// <param name="query">W_ha h1(t) [D]</param>
    /// <param name="weights">out: alpha [R]</param>
    /// <param name="attended">out [D]</param>
    public static void Attend(float* regions, float* keys, float* score, float* query, float* weights, float* attended, int count, int size)
    {
        float most = float.NegativeInfinity;
        for (int r = 0; r < count; r++)
        {
            float* key = keys + (long)r * size;
            var sum = Vector512<float>.Zero;
            for (int d = 0; d < size; d += Lanes.Width)
            {
                int left = size - d;
                sum += Lanes.Load(score + d, left) * Lanes.Tanh(Lanes.Load(key + d, left) + Lanes.Load(query + d, left));
            }

            weights[r] = Vector512.Sum(sum);                                      // Eq. 26
            most = Math.Max(most, weights[r]);
        }

        float total = 0;
        for (int r = 0; r < count; r++)
        {
            weights[r] = MathF.Exp(weights[r] - most);
            total += weights[r];
        }

        new Span<float>(attended, size).Clear();
        for (int r = 0; r < count; r++)
        {
            weights[r] /= total;                                               // Eq. 27
            Multiply(attended, weights[r], regions + (long)r * size, size);    // Eq. 28
        }
    }

    /// <summary>Derivative of <see cref="Attend"/>; the gradients of regions, keys and score are added to.</summary>
    /// <param name="dAttended">gradient of the attended feature [D]</param>
    /// <param name="dQuery">out [D]</param>
    /// <param name="spare">R floats to work in</param>
    public static void AttendBackward(
        float* regions, float* keys, float* score, float* query, float* weights, float* dAttended,
        float* dRegions, float* dKeys, float* dScore, float* dQuery, float* spare, int count, int size)
    {
        float mean = 0;
        for (int r = 0; r < count; r++)
        {
            spare[r] = Dot(regions + (long)r * size, dAttended, size);
            mean += weights[r] * spare[r];
            Multiply(dRegions + (long)r * size, weights[r], dAttended, size);      // Eq. 28
        }

        new Span<float>(dQuery, size).Clear();
        for (int r = 0; r < count; r++)
        {
            var dScoreOfRegion = Vector512.Create(weights[r] * (spare[r] - mean));
            float* key = keys + (long)r * size, dKey = dKeys + (long)r * size;
            for (int d = 0; d < size; d += Lanes.Width)
            {
                int left = size - d;
                var activation = Lanes.Tanh(Lanes.Load(key + d, left) + Lanes.Load(query + d, left));
                var dSum = dScoreOfRegion * Lanes.Load(score + d, left) * (Vector512<float>.One - activation * activation);
                Lanes.Store(dKey + d, Lanes.Load(dKey + d, left) + dSum, left);
                Lanes.Store(dQuery + d, Lanes.Load(dQuery + d, left) + dSum, left);
                Lanes.Store(dScore + d, Lanes.Load(dScore + d, left) + dScoreOfRegion * activation, left);
            }
        }
    }

    private static void Multiply(float* to, float factor, float* from, int size)
    {
        var factors = Vector512.Create(factor);
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            Lanes.Store(to + d, Vector512.FusedMultiplyAdd(factors, Lanes.Load(from + d, left), Lanes.Load(to + d, left)), left);
        }
    }

    private static float Dot(float* a, float* b, int size)
    {
        var sum = Vector512<float>.Zero;
        for (int d = 0; d < size; d += Lanes.Width)
        {
            sum = Vector512.FusedMultiplyAdd(Lanes.Load(a + d, size - d), Lanes.Load(b + d, size - d), sum);
        }

        return Vector512.Sum(sum);
    }
}
