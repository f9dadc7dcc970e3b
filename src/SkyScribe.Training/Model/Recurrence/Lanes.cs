using System.Numerics;
using System.Runtime.CompilerServices;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>Vectors of the processor's own width, with the functions that the recurrence needs; the last lanes of a row may be fewer than a vector has.</summary>
internal static unsafe class Lanes
{
    public static int Width => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(float* from, int left) => left >= Vector<float>.Count ? Vector.Load(from) : LoadPart(from, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Vector<float> value, int left)
    {
        if (left >= Vector<float>.Count)
        {
            value.Store(to);
        }
        else
        {
            StorePart(to, value, left);
        }
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));

    /// <summary>tanh x = sign(x) (1 - e) / (1 + e) with e = exp(-2 |x|); absolute error below 2e-7, what float32 sums beside it lose anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        var e = Vector.Exp(Vector.Abs(x) * -2f);
        return Vector.CopySign((Vector<float>.One - e) / (Vector<float>.One + e), x);
    }

    private static Vector<float> LoadPart(float* from, int left)
    {
        Span<float> whole = stackalloc float[Vector<float>.Count];
        whole.Clear();
        new ReadOnlySpan<float>(from, left).CopyTo(whole);
        return new Vector<float>(whole);
    }

    private static void StorePart(float* to, Vector<float> value, int left)
    {
        Span<float> whole = stackalloc float[Vector<float>.Count];
        value.CopyTo(whole);
        whole[..left].CopyTo(new Span<float>(to, left));
    }
}
