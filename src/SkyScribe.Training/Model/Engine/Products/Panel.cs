using System.Runtime.Intrinsics;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>A panel: <see cref="Width"/> columns of a matrix, row after row, padded with zeros: a product reads it as one stream.</summary>
internal static unsafe class Panel
{
    /// <summary>Columns of a panel: four vectors of 512 bits, or two of 256, whichever the tile's sums are made of.</summary>
    public static readonly int Width = Vector512.IsHardwareAccelerated ? 64 : 16;

    // A block of as many rows is transposed at a time: its lines are then both read and written in whole.
    private const int Block = 64;

    /// <summary>How many panels a matrix has.</summary>
    public static int CountOf(int columns) => (columns + Width - 1) / Width;

    /// <summary>Floats of one panel of a matrix with that many rows.</summary>
    public static long SizeOf(int rows) => (long)rows * Width;

    /// <summary>Copies one panel of a matrix.</summary>
    /// <param name="matrix">rows or columns must be dense</param>
    /// <param name="index">which panel</param>
    /// <param name="panel">out [rows, Width]</param>
    public static void Pack(Matrix matrix, int index, float* panel)
    {
        int columns = Math.Min(Width, matrix.Columns - index * Width);
        var part = matrix.ColumnRange(index * Width, columns);
        if (columns < Width)
        {
            new Span<float>(panel, checked((int)SizeOf(matrix.Rows))).Clear();
        }

        if (part.ColumnStep == 1)
        {
            for (int row = 0; row < part.Rows; row++)
            {
                new ReadOnlySpan<float>(part.Start + row * part.RowStep, columns).CopyTo(new Span<float>(panel + (long)row * Width, columns));
            }

            return;
        }

        for (int row = 0; row < part.Rows; row += Block)
        {
            Transpose(part.Start + row * part.RowStep, part.ColumnStep, columns, Math.Min(Block, part.Rows - row), panel + (long)row * Width);
        }
    }

    // from: columns of the panel as lines, dense; to: rows of the panel. Four by four values in registers.
    private static void Transpose(float* from, long step, int columns, int rows, float* to)
    {
        int column = 0;
        for (; column <= columns - 4; column += 4)
        {
            float* line = from + column * step;
            int row = 0;
            for (; row <= rows - 4; row += 4)
            {
                var a = Vector128.Load(line + row);
                var b = Vector128.Load(line + step + row);
                var c = Vector128.Load(line + 2 * step + row);
                var d = Vector128.Load(line + 3 * step + row);
                var (ac, bd) = (Low(a, c), Low(b, d));      // a0 c0 a1 c1, b0 d0 b1 d1
                float* out4 = to + (long)row * Width + column;
                Low(ac, bd).Store(out4);
                High(ac, bd).Store(out4 + Width);
                (ac, bd) = (High(a, c), High(b, d));
                Low(ac, bd).Store(out4 + 2 * Width);
                High(ac, bd).Store(out4 + 3 * Width);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < 4; i++)
                {
                    to[(long)row * Width + column + i] = line[i * step + row];
                }
            }
        }

        for (; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                to[(long)row * Width + column] = from[column * step + row];
            }
        }
    }

    // x0 y0 x1 y1
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Vector128.ConditionalSelect(Odd, Vector128.Shuffle(y, Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(x, Vector128.Create(0, 0, 1, 1)));

    // x2 y2 x3 y3
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Vector128.ConditionalSelect(Odd, Vector128.Shuffle(y, Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(x, Vector128.Create(2, 2, 3, 3)));

    private static Vector128<float> Odd => Vector128.Create(0, -1, 0, -1).AsSingle();
}
