namespace SkyScribe.IO;

/// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers on every machine and in every .NET version. Compiled into
/// SkyScribe.Metrics too, which references nothing.</summary>
/// <param name="state">where the sequence begins; states that are near each other begin sequences that overlap: mix a seed before it becomes a
/// state</param>
internal struct SplitMix64(ulong state)
{
    /// <summary>The step from one state to the next: 2^64 divided by the golden ratio, odd.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>A number below a bound, each as likely as the others to 2^-32.</summary>
    public int NearlyBelow(int bound) => (int)(((Next() >> 32) * (uint)bound) >> 32);

    /// <summary>The generator's output function: a bijection of 64 bits without visible pattern.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
