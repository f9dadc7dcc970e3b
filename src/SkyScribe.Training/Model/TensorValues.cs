using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Copies a tensor's values out of libtorch at once; TorchSharp's own accessor goes value by value.</summary>
internal static class TensorValues
{
    /// <summary>The values of a tensor as float32, row-major.</summary>
    public static float[] ToArray(this Tensor tensor)
    {
        float[] values = new float[tensor.numel()];
        tensor.CopyValues(values);
        return values;
    }

    /// <summary>Copies the values of a tensor as float32, row-major.</summary>
    public static void CopyValues(this Tensor tensor, Span<float> destination)
    {
        using var single = tensor.to(float32, CPU);
        using var dense = single.contiguous();
        MemoryMarshal.Cast<byte, float>(dense.bytes).CopyTo(destination);
    }
}
