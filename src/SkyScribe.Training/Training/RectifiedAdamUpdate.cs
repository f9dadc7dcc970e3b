using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>One step of RAdam on one parameter: reads and writes each value once, where tensor operations would go over the memory six
/// times.</summary>
/// <param name="Beta1">decay of the gradient's mean</param>
/// <param name="Beta2">decay of its square's mean</param>
/// <param name="Epsilon">added to the root of the variance</param>
/// <param name="Rate">the step size with all corrections</param>
/// <param name="Clamp">gradients are clamped to +- this</param>
/// <param name="IsRectified">whether the step is divided by the root of the variance</param>
internal sealed unsafe record RectifiedAdamUpdate(double Beta1, double Beta2, double Epsilon, double Rate, double Clamp, bool IsRectified)
{
    private const int Chunk = 1 << 16;

    /// <summary>Updates the parameter, its mean and its variance, and sets the gradient to zero. All dense, of one shape and type (float32 or
    /// float64).</summary>
    public void Apply(Tensor parameter, Tensor gradient, Tensor mean, Tensor variance)
    {
        if (parameter.device_type != DeviceType.CPU)
        {
            ApplyByTensors(parameter, gradient, mean, variance);
        }
        else if (parameter.dtype == ScalarType.Float32)
        {
            Apply<float>(parameter, gradient, mean, variance);
        }
        else
        {
            Apply<double>(parameter, gradient, mean, variance);
        }
    }

    /// <summary>The same by libtorch's operations, on any device.</summary>
    public void ApplyByTensors(Tensor parameter, Tensor gradient, Tensor mean, Tensor variance)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        gradient.clamp_(-Clamp, Clamp);
        mean.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        variance.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        if (IsRectified)
        {
            parameter.addcdiv_(mean, variance.sqrt().add_(Epsilon), -Rate);
        }
        else
        {
            parameter.add_(mean, alpha: -Rate);
        }

        gradient.zero_();
    }

    private void Apply<T>(Tensor parameter, Tensor gradient, Tensor mean, Tensor variance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* p = Start<T>(parameter), g = Start<T>(gradient), m = Start<T>(mean), v = Start<T>(variance);
        long count = parameter.numel();
        int chunks = (int)((count + Chunk - 1) / Chunk);
        void One(int chunk)
        {
            long from = (long)chunk * Chunk;
            Update(p + from, g + from, m + from, v + from, (int)Math.Min(Chunk, count - from));
        }

        if (chunks == 1)
        {
            One(0);
        }
        else
        {
            Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, One);
        }
    }

    private void Update<T>(T* p, T* g, T* m, T* v, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T beta1 = T.CreateChecked(Beta1), beta2 = T.CreateChecked(Beta2), epsilon = T.CreateChecked(Epsilon), rate = T.CreateChecked(Rate), most =
            T.CreateChecked(Clamp);
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var gradient = Vector.Min(Vector.Max(Vector.Load(g + i), Vector.Create(-most)), Vector.Create(most));
            var mean = Vector.Load(m + i) * beta1 + gradient * (T.One - beta1);
            var variance = Vector.Load(v + i) * beta2 + gradient * gradient * (T.One - beta2);
            mean.Store(m + i);
            variance.Store(v + i);
            var step = IsRectified ? mean / (Vector.SquareRoot(variance) + Vector.Create(epsilon)) : mean;
            (Vector.Load(p + i) - step * rate).Store(p + i);
        }

        for (; i < count; i++)
        {
            T gradient = T.Min(T.Max(g[i], -most), most);
            m[i] = m[i] * beta1 + gradient * (T.One - beta1);
            v[i] = v[i] * beta2 + gradient * gradient * (T.One - beta2);
            p[i] -= (IsRectified ? m[i] / (T.Sqrt(v[i]) + epsilon) : m[i]) * rate;
        }

        new Span<T>(g, count).Clear();
    }

    private static T* Start<T>(Tensor tensor)
        where T : unmanaged => tensor.is_contiguous()
            ? (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes))
            : throw new ArgumentException("expected a dense tensor", nameof(tensor));
}
