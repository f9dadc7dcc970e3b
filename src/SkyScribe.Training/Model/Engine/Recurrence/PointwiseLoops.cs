using System.Runtime.Intrinsics;
using SkyScribe.Training.Model.Engine.Products;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The elementwise parts of a decoder step and their derivatives, one row at a time. D hidden size; rows are D, 2D or 4D floats.</summary>
internal static unsafe class PointwiseLoops
{
    /// <summary>The LSTM's non-linear part (Eq. 25, 29), in place.</summary>
    /// <param name="gates">in: the products' sum; out: input, forget, cell, output after their functions [4D]</param>
    /// <param name="extra1">added to the products [4D]</param>
    /// <param name="extra2">the same, or null</param>
    /// <param name="before">c(t-1) [D], null for zeros</param>
    public static void Lstm(float* gates, float* extra1, float* extra2, float* before, float* cell, float* hidden, int size)
    {
        float* forget = gates + size, update = gates + 2 * size, output = gates + 3 * size;
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            var i = Lanes.Sigmoid(Sum(gates, extra1, extra2, d, left));
            var f = Lanes.Sigmoid(Sum(forget, extra1 + size, extra2 is null ? null : extra2 + size, d, left));
            var g = Lanes.Tanh(Sum(update, extra1 + 2 * size, extra2 is null ? null : extra2 + 2 * size, d, left));
            var o = Lanes.Sigmoid(Sum(output, extra1 + 3 * size, extra2 is null ? null : extra2 + 3 * size, d, left));
            var c = i * g;
            if (before is not null)
            {
                c += f * Lanes.Load(before + d, left);
            }

            Lanes.Store(gates + d, i, left);
            Lanes.Store(forget + d, f, left);
            Lanes.Store(update + d, g, left);
            Lanes.Store(output + d, o, left);
            Lanes.Store(cell + d, c, left);
            Lanes.Store(hidden + d, o * Lanes.Tanh(c), left);
        }
    }

    /// <summary>Derivative of <see cref="Lstm"/>.</summary>
    /// <param name="gates">what it left [4D]</param>
    /// <param name="dHidden">gradient of h(t) [D]</param>
    /// <param name="dCell">gradient of c(t) that later steps send [D]</param>
    /// <param name="dSums">out: gradient of the sums [4D]</param>
    /// <param name="dBefore">out: gradient of c(t-1) [D]</param>
    public static void LstmBackward(float* gates, float* before, float* cell, float* dHidden, float* dCell, float* dSums, float* dBefore, int size)
    {
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            var i = Lanes.Load(gates + d, left);
            var f = Lanes.Load(gates + size + d, left);
            var g = Lanes.Load(gates + 2 * size + d, left);
            var o = Lanes.Load(gates + 3 * size + d, left);
            var squashed = Lanes.Tanh(Lanes.Load(cell + d, left));
            var dh = Lanes.Load(dHidden + d, left);
            var dc = Lanes.Load(dCell + d, left) + dh * o * (Vector512<float>.One - squashed * squashed);
            var earlier = before is null ? Vector512<float>.Zero : Lanes.Load(before + d, left);
            Lanes.Store(dSums + d, dc * g * i * (Vector512<float>.One - i), left);
            Lanes.Store(dSums + size + d, dc * earlier * f * (Vector512<float>.One - f), left);
            Lanes.Store(dSums + 2 * size + d, dc * i * (Vector512<float>.One - g * g), left);
            Lanes.Store(dSums + 3 * size + d, dh * squashed * o * (Vector512<float>.One - o), left);
            Lanes.Store(dBefore + d, dc * f, left);
        }
    }

    /// <summary>A semantic gate's output i * sigmoid(g) (Eq. 16-24).</summary>
    /// <param name="halves">in: the product with the hidden state; out: i and sigmoid(g) [2D]</param>
    /// <param name="prepared">the part of the attributes [2D]</param>
    public static void Gate(float* halves, float* prepared, float* output, int size)
    {
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            var i = Lanes.Load(halves + d, left) + Lanes.Load(prepared + d, left);
            var g = Lanes.Sigmoid(Lanes.Load(halves + size + d, left) + Lanes.Load(prepared + size + d, left));
            Lanes.Store(halves + d, i, left);
            Lanes.Store(halves + size + d, g, left);
            Lanes.Store(output + d, i * g, left);
        }
    }

    /// <summary>Derivative of <see cref="Gate"/>: of its two sums [2D].</summary>
    public static void GateBackward(float* halves, float* dOutput, float* dHalves, int size)
    {
        for (int d = 0; d < size; d += Lanes.Width)
        {
            int left = size - d;
            var i = Lanes.Load(halves + d, left);
            var g = Lanes.Load(halves + size + d, left);
            var dOut = Lanes.Load(dOutput + d, left);
            Lanes.Store(dHalves + d, dOut * g, left);
            Lanes.Store(dHalves + size + d, dOut * i * g * (Vector512<float>.One - g), left);
        }
    }

    /// <summary>Logits and bias to log-probabilities, in place.</summary>
    public static void LogSoftmax(float* row, float* bias, int count)
    {
        var most = Vector512.Create(float.NegativeInfinity);
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            var logits = Lanes.Load(row + i, left) + Lanes.Load(bias + i, left);
            Lanes.Store(row + i, logits, left);
            most = left >= Lanes.Width ? Vector512.Max(most, logits) : most;
        }

        float largest = float.NegativeInfinity;
        for (int lane = 0; lane < Lanes.Width; lane++)
        {
            largest = Math.Max(largest, most[lane]);
        }

        for (int i = count - count % Lanes.Width; i < count; i++)
        {
            largest = Math.Max(largest, row[i]);
        }

        var sums = Vector512<float>.Zero;
        int whole = count - count % Lanes.Width;
        for (int i = 0; i < whole; i += Lanes.Width)
        {
            sums += Lanes.Exp(Vector512.Load(row + i) - Vector512.Create(largest));
        }

        float sum = Vector512.Sum(sums);
        for (int i = whole; i < count; i++)
        {
            sum += MathF.Exp(row[i] - largest);
        }

        var log = Vector512.Create(largest + MathF.Log(sum));
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int left = count - i;
            Lanes.Store(row + i, Lanes.Load(row + i, left) - log, left);
        }
    }

    private static Vector512<float> Sum(float* product, float* extra1, float* extra2, int d, int left)
    {
        var sum = Lanes.Load(product + d, left) + Lanes.Load(extra1 + d, left);
        return extra2 is null ? sum : sum + Lanes.Load(extra2 + d, left);
    }
}
