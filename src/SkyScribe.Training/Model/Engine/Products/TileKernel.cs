using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>The innermost loop of a product: up to six rows times one panel, with all sums in registers (24 of 512 bits, or 12 of 256 where the
/// processor has no wider ones).</summary>
/// <remarks>
/// Ours, because libtorch's products reach half of what an AMD processor with AVX-512 can do, and less with few rows
/// (docs/results/training-speed.md). A sum runs over its terms in their order, so results do not depend on the number of threads. The unrolled
/// lines are what keeps the sums in registers: the compiler keeps arrays of vectors in memory.
/// </remarks>
internal static unsafe class TileKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Floats of the largest tile.</summary>
    public const int MaximumSize = Rows * 64;

    /// <param name="a">the first factor's rows, of which there are 1 to 6; the tile's rows beyond are without meaning</param>
    /// <param name="panel">a panel of the second factor, as many rows as the first has columns</param>
    /// <param name="tile">out [6, Width]</param>
    public static void Multiply(Matrix a, float* panel, float* tile)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(a, panel, tile);
        }
        else
        {
            Multiply256(a, panel, tile);
        }
    }

    /// <summary><see cref="Multiply"/> with panels and tiles of 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply512(Matrix matrix, float* panel, float* tile)
    {
        var row = new RowOffsets(matrix);
        float* a = matrix.Start;
        long step = matrix.ColumnStep;
        int count = matrix.Columns;
        Vector512<float> s00 = Vector512<float>.Zero, s01 = Vector512<float>.Zero, s02 = Vector512<float>.Zero, s03 = Vector512<float>.Zero;
        Vector512<float> s10 = Vector512<float>.Zero, s11 = Vector512<float>.Zero, s12 = Vector512<float>.Zero, s13 = Vector512<float>.Zero;
        Vector512<float> s20 = Vector512<float>.Zero, s21 = Vector512<float>.Zero, s22 = Vector512<float>.Zero, s23 = Vector512<float>.Zero;
        Vector512<float> s30 = Vector512<float>.Zero, s31 = Vector512<float>.Zero, s32 = Vector512<float>.Zero, s33 = Vector512<float>.Zero;
        Vector512<float> s40 = Vector512<float>.Zero, s41 = Vector512<float>.Zero, s42 = Vector512<float>.Zero, s43 = Vector512<float>.Zero;
        Vector512<float> s50 = Vector512<float>.Zero, s51 = Vector512<float>.Zero, s52 = Vector512<float>.Zero, s53 = Vector512<float>.Zero;
        long row1 = row.Row1, row2 = row.Row2, row3 = row.Row3, row4 = row.Row4, row5 = row.Row5;
        for (float* end = panel + (long)count * 64; panel < end; panel += 64, a += step)
        {
            var b0 = Vector512.Load(panel);
            var b1 = Vector512.Load(panel + 16);
            var b2 = Vector512.Load(panel + 32);
            var b3 = Vector512.Load(panel + 48);
            var factor = Vector512.Create(a[0]);
            s00 = Vector512.FusedMultiplyAdd(factor, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(factor, b1, s01);
            s02 = Vector512.FusedMultiplyAdd(factor, b2, s02);
            s03 = Vector512.FusedMultiplyAdd(factor, b3, s03);
            factor = Vector512.Create(a[row1]);
            s10 = Vector512.FusedMultiplyAdd(factor, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(factor, b1, s11);
            s12 = Vector512.FusedMultiplyAdd(factor, b2, s12);
            s13 = Vector512.FusedMultiplyAdd(factor, b3, s13);
            factor = Vector512.Create(a[row2]);
            s20 = Vector512.FusedMultiplyAdd(factor, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(factor, b1, s21);
            s22 = Vector512.FusedMultiplyAdd(factor, b2, s22);
            s23 = Vector512.FusedMultiplyAdd(factor, b3, s23);
            factor = Vector512.Create(a[row3]);
            s30 = Vector512.FusedMultiplyAdd(factor, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(factor, b1, s31);
            s32 = Vector512.FusedMultiplyAdd(factor, b2, s32);
            s33 = Vector512.FusedMultiplyAdd(factor, b3, s33);
            factor = Vector512.Create(a[row4]);
            s40 = Vector512.FusedMultiplyAdd(factor, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(factor, b1, s41);
            s42 = Vector512.FusedMultiplyAdd(factor, b2, s42);
            s43 = Vector512.FusedMultiplyAdd(factor, b3, s43);
            factor = Vector512.Create(a[row5]);
            s50 = Vector512.FusedMultiplyAdd(factor, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(factor, b1, s51);
            s52 = Vector512.FusedMultiplyAdd(factor, b2, s52);
            s53 = Vector512.FusedMultiplyAdd(factor, b3, s53);
        }

        s00.Store(tile);
        s01.Store(tile + 16);
        s02.Store(tile + 32);
        s03.Store(tile + 48);
        s10.Store(tile + 64);
        s11.Store(tile + 80);
        s12.Store(tile + 96);
        s13.Store(tile + 112);
        s20.Store(tile + 128);
        s21.Store(tile + 144);
        s22.Store(tile + 160);
        s23.Store(tile + 176);
        s30.Store(tile + 192);
        s31.Store(tile + 208);
        s32.Store(tile + 224);
        s33.Store(tile + 240);
        s40.Store(tile + 256);
        s41.Store(tile + 272);
        s42.Store(tile + 288);
        s43.Store(tile + 304);
        s50.Store(tile + 320);
        s51.Store(tile + 336);
        s52.Store(tile + 352);
        s53.Store(tile + 368);
    }

    /// <summary><see cref="Multiply"/> with panels and tiles of 16 columns: twelve sums, two vectors of the panel and one factor are what 16
    /// registers hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply256(Matrix matrix, float* panel, float* tile)
    {
        var row = new RowOffsets(matrix);
        float* a = matrix.Start;
        long step = matrix.ColumnStep;
        int count = matrix.Columns;
        Vector256<float> s00 = Vector256<float>.Zero, s01 = Vector256<float>.Zero;
        Vector256<float> s10 = Vector256<float>.Zero, s11 = Vector256<float>.Zero;
        Vector256<float> s20 = Vector256<float>.Zero, s21 = Vector256<float>.Zero;
        Vector256<float> s30 = Vector256<float>.Zero, s31 = Vector256<float>.Zero;
        Vector256<float> s40 = Vector256<float>.Zero, s41 = Vector256<float>.Zero;
        Vector256<float> s50 = Vector256<float>.Zero, s51 = Vector256<float>.Zero;
        long row1 = row.Row1, row2 = row.Row2, row3 = row.Row3, row4 = row.Row4, row5 = row.Row5;
        for (float* end = panel + (long)count * 16; panel < end; panel += 16, a += step)
        {
            var b0 = Vector256.Load(panel);
            var b1 = Vector256.Load(panel + 8);
            var factor = Vector256.Create(a[0]);
            s00 = Vector256.FusedMultiplyAdd(factor, b0, s00);
            s01 = Vector256.FusedMultiplyAdd(factor, b1, s01);
            factor = Vector256.Create(a[row1]);
            s10 = Vector256.FusedMultiplyAdd(factor, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(factor, b1, s11);
            factor = Vector256.Create(a[row2]);
            s20 = Vector256.FusedMultiplyAdd(factor, b0, s20);
            s21 = Vector256.FusedMultiplyAdd(factor, b1, s21);
            factor = Vector256.Create(a[row3]);
            s30 = Vector256.FusedMultiplyAdd(factor, b0, s30);
            s31 = Vector256.FusedMultiplyAdd(factor, b1, s31);
            factor = Vector256.Create(a[row4]);
            s40 = Vector256.FusedMultiplyAdd(factor, b0, s40);
            s41 = Vector256.FusedMultiplyAdd(factor, b1, s41);
            factor = Vector256.Create(a[row5]);
            s50 = Vector256.FusedMultiplyAdd(factor, b0, s50);
            s51 = Vector256.FusedMultiplyAdd(factor, b1, s51);
        }

        s00.Store(tile);
        s01.Store(tile + 8);
        s10.Store(tile + 16);
        s11.Store(tile + 24);
        s20.Store(tile + 32);
        s21.Store(tile + 40);
        s30.Store(tile + 48);
        s31.Store(tile + 56);
        s40.Store(tile + 64);
        s41.Store(tile + 72);
        s50.Store(tile + 80);
        s51.Store(tile + 88);
    }

    // Where rows 1 to 5 begin; rows that are not there repeat the last one, so that the loop need not ask.
    private readonly struct RowOffsets(Matrix a)
    {
        public readonly long Row1 = Math.Min(1, a.Rows - 1) * a.RowStep;
        public readonly long Row2 = Math.Min(2, a.Rows - 1) * a.RowStep;
        public readonly long Row3 = Math.Min(3, a.Rows - 1) * a.RowStep;
        public readonly long Row4 = Math.Min(4, a.Rows - 1) * a.RowStep;
        public readonly long Row5 = Math.Min(5, a.Rows - 1) * a.RowStep;
    }
}
