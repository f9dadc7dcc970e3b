using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

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

        // Nothing changes before all that can fail is done: a buffer that says it has more rows than it has is written past its end.
        int wanted = checked(rows + rows / 8);
        var values = empty([wanted, columns], float32).DetachFromDisposeScope();
        float* start;
        try
        {
            start = Matrix.Pointer(values);
            if (_values is not null)
            {
                using var head = values.narrow(0, 0, _rows);
                head.copy_(_values);
            }
        }
        catch
        {
            values.Dispose();
            throw;
        }

        _values?.Dispose();
        (_values, _rows) = (values, wanted);
        _start = start;
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
