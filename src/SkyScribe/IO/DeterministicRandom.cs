namespace SkyScribe.IO;

/// <summary>
/// A small generator whose numbers are the same on every machine and in every .NET version: SplitMix64. Two
/// streams of one seed are independent for our purposes.
/// </summary>
internal sealed class DeterministicRandom
{
    private SplitMix64 _generator;

    /// <summary>Begins one of a seed's streams.</summary>
    public DeterministicRandom(ulong seed, ulong stream)
        : this(SplitMix64.Mix(seed + SplitMix64.Step) ^ SplitMix64.Mix(stream * SplitMix64.Step + 0xD1B54A32D192ED03))
    {
    }

    /// <summary>Continues from a state.</summary>
    public DeterministicRandom(ulong state) => _generator = new SplitMix64(state);

    /// <summary>The numbers 0 .. count - 1 in a random order (Fisher-Yates).</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">What the order is for, such as the epoch; each gets its own.</param>
    public static int[] Permutation(int count, ulong seed, ulong stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new DeterministicRandom(seed, stream);
        for (int last = count - 1; last > 0; last--)
        {
            int other = random.Below(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => _generator.Next();

    /// <summary>A number from 0 to bound - 1, each as likely as the others.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The high half of a 64 x 32 bit product; low products below the remainder would be drawn once too often.
        ulong limit = (ulong)bound;
        ulong surplus = (0 - limit) % limit;
        while (true)
        {
            ulong high = Math.BigMul(Next(), limit, out ulong low);
            if (low >= surplus)
            {
                return (int)high;
            }
        }
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
