using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>A view of float32 values as a matrix: any part of a dense tensor, either way round. What it views must outlive it.</summary>
/// <param name="start">the first value</param>
/// <param name="rows">rows</param>
/// <param name="columns">columns</param>
/// <param name="rowStep">values from one row to the next</param>
/// <param name="columnStep">values from one column to the next</param>
internal readonly unsafe struct Matrix(float* start, int rows, int columns, long rowStep, long columnStep)
{
    public float* Start => start;

    public int Rows => rows;

    public int Columns => columns;

    public long RowStep => rowStep;

    public long ColumnStep => columnStep;

    /// <summary>The same values with rows and columns exchanged.</summary>
    public Matrix Transposed => new(start, columns, rows, columnStep, rowStep);

    /// <summary>A dense tensor [..., columns]: all dimensions but the last become rows.</summary>
    public static Matrix Of(Tensor tensor)
    {
        int width = (int)tensor.shape[^1];
        return new Matrix(Pointer(tensor), checked((int)(tensor.numel() / width)), width, width, 1);
    }

    /// <summary>Where the values of a dense float tensor lie. libtorch never moves them; the tensor must outlive the pointer's use.</summary>
    public static float* Pointer(Tensor tensor)
    {
        if (!tensor.is_contiguous() || tensor.dtype != ScalarType.Float32)
        {
            throw new ArgumentException(
                $"found a tensor of {tensor.dtype}, contiguous: {tensor.is_contiguous()}; expected dense float32", nameof(tensor));
        }

        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
    }

    /// <summary>Some of the rows.</summary>
    public Matrix RowRange(int from, int count) => new(start + from * rowStep, count, columns, rowStep, columnStep);

    /// <summary>Some of the columns.</summary>
    public Matrix ColumnRange(int from, int count) => new(start + from * columnStep, rows, count, rowStep, columnStep);
}
