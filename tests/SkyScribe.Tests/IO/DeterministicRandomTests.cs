using SkyScribe.IO;

namespace SkyScribe.Tests.IO;

public class DeterministicRandomTests
{
    [Fact]
    public void Permutation_AnySeed_HoldsEachNumberOnce()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            int[] order = DeterministicRandom.Permutation(101, seed, stream: 3);

            Assert.Equal(Enumerable.Range(0, 101), order.Order());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Permutation_NothingToShuffle_IsTheIdentity(int count) =>
        Assert.Equal(Enumerable.Range(0, count), DeterministicRandom.Permutation(count, 1, 0));

    // Frozen: a change here changes every split and every training run.
    [Fact]
    public void Permutation_SeedOne_StaysWhatItAlwaysWas() => Assert.Equal([8, 9, 6, 4, 3, 7, 0, 2, 1, 5], DeterministicRandom.Permutation(10, 1, 0));

    [Fact]
    public void Permutation_OtherSeedOrStream_Differs()
    {
        int[] order = DeterministicRandom.Permutation(50, 1, 0);

        Assert.Equal(order, DeterministicRandom.Permutation(50, 1, 0));
        Assert.NotEqual(order, DeterministicRandom.Permutation(50, 2, 0));
        Assert.NotEqual(order, DeterministicRandom.Permutation(50, 1, 1));
    }

    [Fact]
    public void Permutation_ManyStreams_PutsEachItemEverywhere()
    {
        var counts = new int[5, 5];
        for (ulong stream = 0; stream < 5000; stream++)
        {
            int[] order = DeterministicRandom.Permutation(5, 7, stream);
            for (int place = 0; place < 5; place++)
            {
                counts[order[place], place]++;
            }
        }

        // Expected 1000 each with a standard deviation of 28.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 860, 1140));
    }

    [Fact]
    public void Next_StateZero_IsSplitMix64()
    {
        // The published first outputs of SplitMix64 from state 0.
        var random = new DeterministicRandom(state: 0UL);

        Assert.Equal([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Below_Bound_CoversItEvenly()
    {
        var random = new DeterministicRandom(1);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void NextDouble_Always_IsInTheUnitInterval()
    {
        var random = new DeterministicRandom(1);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())];

        Assert.All(values, value => Assert.InRange(value, 0, 1 - 1e-16));
        Assert.InRange(values.Average(), 0.48, 0.52);
    }
}
