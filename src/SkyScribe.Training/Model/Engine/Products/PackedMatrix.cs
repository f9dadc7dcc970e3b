using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>The second factor of products, as panels. Threads may pack and multiply different panels at once.</summary>
internal sealed unsafe class PackedMatrix
{
    // Values in a line of the cache: a vector that lies in two lines takes twice as long to load.
    private const int Line = 16;

    private float[] _memory = [];
    private float* _panels;
    private int _rows, _columns;

    /// <summary>Panels of the matrix.</summary>
    public int Panels => Panel.CountOf(_columns);

    /// <summary>Makes room for a matrix. What was packed is lost.</summary>
    public void Begin(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        long size = Panels * Panel.SizeOf(rows) + Line;
        if (size > _memory.Length)
        {
            _memory = GC.AllocateUninitializedArray<float>(checked((int)size), pinned: true);
            float* start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
            _panels = (float*)(((nuint)start + Line * sizeof(float) - 1) & ~(nuint)(Line * sizeof(float) - 1));
        }
    }

    /// <summary>Packs some panels of a matrix of the size that <see cref="Begin"/> was told.</summary>
    public void Pack(Matrix matrix, int from, int to)
    {
        for (int index = from; index < to; index++)
        {
            Panel.Pack(matrix, index, _panels + index * Panel.SizeOf(_rows));
        }
    }

    /// <summary>Some panels' columns of <paramref name="a"/> times this matrix.</summary>
    /// <param name="a">[M, rows]</param>
    /// <param name="result">[M, columns], rows dense</param>
    /// <param name="isNew">whether the product replaces what is there, or is added to it</param>
    /// <param name="from">first panel</param>
    /// <param name="to">the one after the last</param>
    public void Multiply(Matrix a, Matrix result, bool isNew, int from, int to)
    {
        float* tile = stackalloc float[TileKernel.MaximumSize];
        for (int index = from; index < to; index++)
        {
            int column = index * Panel.Width;
            var columns = result.ColumnRange(column, Math.Min(Panel.Width, _columns - column));
            Multiply(a, _panels + index * Panel.SizeOf(_rows), columns, isNew, tile);
        }
    }

    private static void Multiply(Matrix a, float* panel, Matrix result, bool isNew, float* tile)
    {
        for (int row = 0; row < a.Rows; row += TileKernel.Rows)
        {
            int rows = Math.Min(TileKernel.Rows, a.Rows - row);
            TileKernel.Multiply(a.RowRange(row, rows), panel, tile);
            for (int i = 0; i < rows; i++)
            {
                Keep(tile + i * Panel.Width, result.Start + (row + i) * result.RowStep, result.Columns, isNew);
            }
        }
    }

    private static void Keep(float* from, float* to, int count, bool isNew)
    {
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var sum = Vector512.Load(from + i);
            (isNew ? sum : sum + Vector512.Load(to + i)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = isNew ? from[i] : to[i] + from[i];
        }
    }
}
