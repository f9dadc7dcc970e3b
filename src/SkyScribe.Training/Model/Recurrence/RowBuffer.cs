using SkyScribe.Training.Model.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>A matrix of floats that products and loops both write to. It grows and never shrinks.</summary>
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

        int kept = _rows;
        _rows = rows + rows / 8;
        var values = empty([_rows, columns], float32).DetachFromDisposeScope();
        if (_values is { } before)
        {
            using var head = values.narrow(0, 0, kept);
            head.copy_(before);
            before.Dispose();
        }

        _values = values;
        _start = Matrix.Pointer(_values);
    }

    /// <summary>The first value of a row.</summary>
    public float* At(int row) => _start + (long)row * columns;

    /// <summary>Some rows [count, columns], as a view.</summary>
    public Matrix Rows(int start, int count) => new(At(start), count, columns, columns, 1);

    /// <summary>Some columns of some rows [count, width], as a view.</summary>
    public Matrix Part(int start, int count, int column, int width) => Rows(start, count).ColumnRange(column, width);

    /// <summary>The first rows as a tensor [count, columns] that shares them.</summary>
    public Tensor Tensor(int count) => _values!.narrow(0, 0, count);

    public void Clear(int start, int count) => new Span<float>(At(start), checked(count * columns)).Clear();

    public void Dispose() => _values?.Dispose();
}
