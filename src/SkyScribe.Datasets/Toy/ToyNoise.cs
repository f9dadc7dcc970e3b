namespace SkyScribe.Datasets.Toy;

/// <summary>Smooth random unevenness of a ground: hashed values on a grid, interpolated, in two octaves.</summary>
internal sealed class ToyNoise(ulong seed)
{
    /// <summary>A value in [-1, 1].</summary>
    /// <param name="x">column</param>
    /// <param name="y">row</param>
    /// <param name="scale">size of the larger blotches</param>
    public double At(double x, double y, double scale) => (0.65 * Octave(x / scale, y / scale, 1)) + (0.35 * Octave(3 * x / scale, 3 * y / scale, 2));

    private double Octave(double x, double y, ulong octave)
    {
        double column = Math.Floor(x), row = Math.Floor(y);
        double u = Ease(x - column), v = Ease(y - row);
        double top = Mix(Lattice(column, row, octave), Lattice(column + 1, row, octave), u);
        double bottom = Mix(Lattice(column, row + 1, octave), Lattice(column + 1, row + 1, octave), u);
        return Mix(top, bottom, v);
    }

    private double Lattice(double column, double row, ulong octave)
    {
        ulong place = ((ulong)(long)column * 0x9E3779B97F4A7C15) ^ ((ulong)(long)row * 0xC2B2AE3D27D4EB4F) ^ (octave << 56) ^ seed;
        place ^= place >> 31;
        place *= 0xBF58476D1CE4E5B9;
        place ^= place >> 29;
        place *= 0x94D049BB133111EB;
        return ((place >> 40) / (double)(1 << 23)) - 1;
    }

    private static double Mix(double one, double other, double share) => one + ((other - one) * share);

    private static double Ease(double t) => t * t * (3 - (2 * t));
}
