namespace SkyScribe.Datasets.Toy;

/// <summary>The middle of a road or a river: a straight line through a point, bent sideways by a smooth wave.</summary>
/// <param name="X">a point of the line</param>
/// <param name="Y">a point of the line</param>
/// <param name="Direction">where it goes</param>
/// <param name="Swing">how far the wave goes to either side; 0 for a straight line</param>
/// <param name="Wavelength">length of the wave</param>
/// <param name="Phase">where the wave starts, in waves</param>
internal sealed record ToyLine(double X, double Y, Direction Direction, double Swing = 0, double Wavelength = 1, double Phase = 0)
{
    /// <summary>How far along the line a place is.</summary>
    public double Progress(double x, double y) => Direction.Along(x - X, y - Y);

    /// <summary>How far to the right (positive) or left of the line a place is, measured across its direction.</summary>
    public double Side(double x, double y) => Direction.Across(x - X, y - Y) - (Swing * Wave(x, y).Height);

    /// <summary>How far beside the line a place near it is: <see cref="Side"/>, corrected for the line's slope there.</summary>
    public double Distance(double x, double y)
    {
        double slope = Wave(x, y).Slope * Swing / Wavelength;
        return Math.Abs(Side(x, y)) / Math.Sqrt(1 + (slope * slope));
    }

    // A wave of parabolas: close to a sine, and the same on every machine.
    private (double Height, double Slope) Wave(double x, double y)
    {
        double phase = (Progress(x, y) / Wavelength) + Phase, t = phase - Math.Floor(phase);
        double half = t < 0.5 ? t : t - 0.5, sign = t < 0.5 ? 1 : -1;
        return (sign * 16 * half * (0.5 - half), sign * 16 * (0.5 - (2 * half)));
    }
}
