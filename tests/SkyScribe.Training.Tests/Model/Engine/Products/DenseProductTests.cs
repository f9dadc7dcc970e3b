using SkyScribe.Training.Model.Engine.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine.Products;

/// <summary>Our products against libtorch's in float64: all ways round, sizes beside those of tiles and panels, added and new.</summary>
public sealed class DenseProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 64, 32)]
    [InlineData(7, 65, 33)]
    [InlineData(5, 200, 131)]
    [InlineData(50, 19, 70)]
    [InlineData(13, 128, 1)]
    public void Run_AnySizes_LibtorchsNumbers(int rows, int columns, int terms)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        Tensor a = randn(rows, terms), b = randn(terms, columns), before = randn(rows, columns);
        Tensor aTurned = a.t().contiguous(), bTurned = b.t().contiguous();
        var expected = mm(a.to(float64), b.to(float64));
        foreach (var first in new[] { Matrix.Of(a), Matrix.Of(aTurned).Transposed })
        {
            foreach (var second in new[] { Matrix.Of(b), Matrix.Of(bTurned).Transposed })
            {
                var result = full_like(before, double.NaN);
                DenseProduct.Run(first, second, Matrix.Of(result), isNew: true);
                AssertNear(expected, result, terms);
                result = before.clone();
                DenseProduct.Run(first, second, Matrix.Of(result), isNew: false);
                AssertNear(expected + before.to(float64), result, terms);
            }
        }
    }

    [Fact]
    public void Run_PartsOfTensors_WritesThemAlone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        Tensor a = randn(9, 20), b = randn(40, 90), result = zeros(12, 100);
        DenseProduct.Run(Matrix.Of(a).ColumnRange(3, 10).RowRange(1, 7), Matrix.Of(b).RowRange(5, 10).ColumnRange(4, 80),
            Matrix.Of(result).RowRange(2, 7).ColumnRange(11, 80), isNew: true);
        AssertNear(mm(a[1..8, 3..13].to(float64), b[5..15, 4..84].to(float64)), result[2..9, 11..91], 10);
        result[2..9, 11..91].zero_();
        Assert.Equal(0, result.abs().max().ToSingle());
    }

    // Whichever the processor at hand uses, both must be right.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public unsafe void Multiply_BothKernels_LibtorchsNumbers(bool wide)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(9);
        int columns = wide ? 64 : 16;
        for (int rows = 1; rows <= 6; rows++)
        {
            Tensor a = randn(rows, 45), panel = randn(45, columns), tile = full(6, columns, double.NaN, dtype: float32);
            if (wide)
            {
                TileKernel.Multiply512(Matrix.Of(a), Matrix.Pointer(panel), Matrix.Pointer(tile));
            }
            else
            {
                TileKernel.Multiply256(Matrix.Of(a), Matrix.Pointer(panel), Matrix.Pointer(tile));
            }

            AssertNear(mm(a.to(float64), panel.to(float64)), tile[..rows], 45);
        }
    }

    [Fact]
    public void Run_OneOrTwoThreads_SameBits()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        Tensor a = randn(33, 300), b = randn(300, 500);
        Tensor one = empty(33, 500), two = empty(33, 500);
        foreach (var (threads, result) in new[] { (1, one), (2, two) })
        {
            using var team = new LibtorchThreads(threads);
            DenseProduct.Run(Matrix.Of(a), Matrix.Of(b), Matrix.Of(result), isNew: true);
        }

        Assert.True(one.equal(two).all().ToBoolean());
    }

    [Fact]
    public unsafe void Run_SizesThatDoNotFit_Throws()
    {
        using var scope = NewDisposeScope();
        Tensor a = zeros(2, 3), b = zeros(4, 5), result = zeros(2, 5);
        var problem = Assert.Throws<ArgumentException>(() => DenseProduct.Run(Matrix.Of(a), Matrix.Of(b), Matrix.Of(result), isNew: true));
        Assert.Contains("found [2, 3] times [4, 5] to [2, 5]", problem.Message, StringComparison.Ordinal);
        Tensor strided = zeros(9, 9);
        var loose = new Matrix(Matrix.Of(strided).Start, 3, 5, 18, 2);
        Assert.Throws<ArgumentException>(() => DenseProduct.Run(Matrix.Of(a), loose, Matrix.Of(result), isNew: true));
        Assert.Throws<ArgumentException>(() => Matrix.Of(zeros(2, 3).t()));
        Assert.Throws<ArgumentException>(() => Matrix.Of(zeros(2, 3, dtype: float64)));
    }

    // Rounding of a sum grows with the root of its terms.
    private static void AssertNear(Tensor expected, Tensor found, int terms) =>
        Assert.True((expected - found.to(float64)).abs().max().ToDouble() <= 1e-6 * Math.Sqrt(terms) * 4);
}
