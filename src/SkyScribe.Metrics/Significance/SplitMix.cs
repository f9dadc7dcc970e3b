namespace SkyScribe.Metrics.Significance;

/// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, and each seed starts a sequence of its own.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below a bound, each as likely as the others to 2^-32.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (uint)bound) >> 32);
}
