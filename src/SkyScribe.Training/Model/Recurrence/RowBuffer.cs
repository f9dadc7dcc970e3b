using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>A matrix of floats that products of libtorch and our own loops both write to. It grows and never shrinks; growing loses what it held.</summary>
internal sealed unsafe class RowBuffer(int columns) : IDisposable
{
    private Tensor? _values;
    private float* _start;
    private int _rows;

    public int Columns => columns;

    public void Ensure(int rows)
    {
        if (rows <= _rows)
        {
            return;
        }

        _values?.Dispose();
        _rows = rows + rows / 8;
        _values = empty([_rows, columns], float32).DetachFromDisposeScope();
        _start = Pointer(_values);
    }

    /// <summary>The first value of a row.</summary>
    public float* At(int row) => _start + (long)row * columns;

    /// <summary>Some rows [count, columns], as a view.</summary>
    public Tensor Rows(int start, int count) => _values!.narrow(0, start, count);

    /// <summary>Some columns of some rows [count, width], as a view.</summary>
    public Tensor Part(int start, int count, int column, int width)
    {
        using var rows = _values!.narrow(0, start, count);
        return rows.narrow(1, column, width);
    }

    /// <summary>The first values as a matrix of another shape.</summary>
    public Tensor As(long rows, long cols)
    {
        using var flat = _values!.view(-1);
        using var head = flat.narrow(0, 0, rows * cols);
        return head.view(rows, cols);
    }

    public void Clear(int start, int count) => new Span<float>(At(start), checked(count * columns)).Clear();

    public void Dispose() => _values?.Dispose();

    /// <summary>Where the values of a dense float tensor lie. libtorch never moves them; the tensor must outlive the pointer's use.</summary>
    public static float* Pointer(Tensor tensor)
    {
        if (!tensor.is_contiguous() || tensor.dtype != ScalarType.Float32)
        {
            throw new ArgumentException($"found a tensor of {tensor.dtype}, contiguous: {tensor.is_contiguous()}; expected dense float32", nameof(tensor));
        }

        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
    }
}
