using SkyScribe.Datasets.Labels;

namespace SkyScribe.Datasets.Tests.Labels;

public sealed class TeachingOrderTests
{
    [Fact]
    public void Active_ShowsEachKindBeforeASecondPictureOfOne()
    {
        // Three kinds of 50, 5 and 2 pictures that differ little within a kind.
        var features = new List<float[]>();
        foreach (var (kind, count) in new[] { (0, 50), (1, 5), (2, 2) })
        {
            for (int i = 0; i < count; i++)
            {
                float angle = 0.001f * i;
                float[] one = new float[4];
                (one[kind], one[3]) = (MathF.Cos(angle), MathF.Sin(angle));
                features.Add(one);
            }
        }

        int[] order = TeachingOrder.Active(features);
        Assert.Equal(Enumerable.Range(0, 57), order.Order());
        Assert.Equal([0, 1, 2], order[..3].Select(i => i < 50 ? 0 : i < 55 ? 1 : 2).Order());
        Assert.InRange(order[0], 0, 49);   // the first is a usual one
    }

    [Fact]
    public void Active_WithEqualOrNoPictures_IsStillAnOrder()
    {
        Assert.Empty(TeachingOrder.Active([]));
        Assert.Equal([0, 1, 2], TeachingOrder.Active([[1, 0], [1, 0], [1, 0]]).Order());
        Assert.Equal([1, 0], TeachingOrder.Active([[float.NaN, 0], [1, 0]]));
    }

    [Fact]
    public void Active_OfMorePicturesThanAreChosenOneByOne_IsStillAnOrder()
    {
        var features = Enumerable.Range(0, 2500).Select(i => new[] { MathF.Cos(i), MathF.Sin(i) }).ToArray();
        Assert.Equal(Enumerable.Range(0, 2500), TeachingOrder.Active(features).Order());
    }

    [Fact]
    public void Random_IsAnOrderAndTheSameEachTime()
    {
        Assert.Equal(Enumerable.Range(0, 100), TeachingOrder.Random(100).Order());
        Assert.Equal(TeachingOrder.Random(100), TeachingOrder.Random(100));
        Assert.NotEqual(Enumerable.Range(0, 100), TeachingOrder.Random(100));
    }
}
