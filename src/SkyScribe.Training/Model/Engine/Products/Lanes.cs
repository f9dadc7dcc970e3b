using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>Vectors as wide as the processor's, with the functions that the recurrence needs; the last vector of a row may be cut.</summary>
internal static unsafe class Lanes
{
    public static int Width => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from, int left) => left >= Vector512<float>.Count ? Vector512.Load(from) : LoadPart(from, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector512<float> value, int left)
    {
        if (left >= Vector512<float>.Count)
        {
            value.Store(to);
        }
        else
        {
            StorePart(to, value, left);
        }
    }

    /// <summary>exp x; relative error below 2e-7, and 1e38 or 1e-38 stand for what lies beyond. NaN stays NaN.</summary>
    /// <remarks>exp x = 2^n exp r with n = round(x / ln 2), |r| at most ln 2 / 2, where Taylor's polynomial of degree 7 is exact to 5e-9. .NET's
    /// own function computes in double, which costs several times as much and is rounded away.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        const float limit = 87f, log2E = 1.44269504f;
        const float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;   // ln 2 in two parts: n times the first is exact
        var within = Vector512.MinNative(Vector512.Create(limit), Vector512.MaxNative(Vector512.Create(-limit), x));   // x second: NaN passes
        var n = Vector512.Round(within * log2E);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-ln2Low), Vector512.FusedMultiplyAdd(n, Vector512.Create(-ln2High), within));
        var sum = Vector512.Create(1f / 5040);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 720));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 120));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 24));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 6));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        return sum * Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23).AsSingle();
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>tanh x = sign(x) (1 - e) / (1 + e) with e = exp(-2 |x|); absolute error below 2e-7, as of float32 sums beside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var e = Exp(Vector512.Abs(x) * -2f);
        return Vector512.CopySign((Vector512<float>.One - e) / (Vector512<float>.One + e), x);
    }

    // A call in a loop would make the compiler keep every vector of the loop in memory, so the rare end of a row is inlined too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadPart(float* from, int left)
    {
        var whole = Vector512<float>.Zero;
        float* lane = (float*)&whole;
        for (int i = 0; i < left; i++)
        {
            lane[i] = from[i];
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePart(float* to, Vector512<float> value, int left)
    {
        float* lane = (float*)&value;
        for (int i = 0; i < left; i++)
        {
            to[i] = lane[i];
        }
    }
}
