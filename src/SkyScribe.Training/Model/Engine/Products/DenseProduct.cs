using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>A product of two matrices that is done once, on as many threads as libtorch uses.</summary>
internal static class DenseProduct
{
    [ThreadStatic]
    private static PackedMatrix? _panel;

    /// <summary><paramref name="result"/> = a b, or plus a b.</summary>
    /// <param name="a">[M, K]</param>
    /// <param name="b">[K, N], rows or columns dense</param>
    /// <param name="result">[M, N], rows dense</param>
    /// <param name="isNew">whether the product replaces what is there, or is added to it</param>
    public static void Run(Matrix a, Matrix b, Matrix result, bool isNew)
    {
        bool fits = a.Columns == b.Rows && a.Rows == result.Rows && b.Columns == result.Columns;
        if (!fits || result.ColumnStep != 1 || (b.ColumnStep != 1 && b.RowStep != 1))
        {
            throw new ArgumentException(
                $"found [{a.Rows}, {a.Columns}] times [{b.Rows}, {b.Columns}] to [{result.Rows}, {result.Columns}]; "
                + "expected matrices that fit, a second one with dense rows or columns, a result with dense rows");
        }

        int panels = Panel.CountOf(b.Columns), threads = Math.Min(get_num_threads(), panels);
        if (threads == 1)
        {
            Columns(a, b, result, isNew, 0, panels);
            return;
        }

        Parallel.For(0, panels, new ParallelOptions { MaxDegreeOfParallelism = threads }, index => Columns(a, b, result, isNew, index, index + 1));
    }

    // The columns of some panels, on the caller's thread.
    private static void Columns(Matrix a, Matrix b, Matrix result, bool isNew, int from, int to)
    {
        var panel = _panel ??= new PackedMatrix();   // as large as the largest panel that the thread packed, for as long as the thread lives
        for (int index = from; index < to; index++)
        {
            int first = index * Panel.Width, count = Math.Min(Panel.Width, b.Columns - first);
            panel.Begin(b.Rows, count);
            panel.Pack(b.ColumnRange(first, count), 0, 1);
            panel.Multiply(a, result.ColumnRange(first, count), isNew, 0, 1);
        }
    }
}
