namespace SkyScribe.Geo.Layers;

/// <summary>The order of places along Hilbert's curve: what is near in it is near on the map.</summary>
internal static class HilbertCurve
{
    private const int Order = 16;

    /// <summary>The place of a point on the curve.</summary>
    /// <param name="x">0 to 1</param>
    /// <param name="y">0 to 1</param>
    public static long Of(double x, double y)
    {
        long side = 1L << Order, column = Cell(x), row = Cell(y), place = 0;
        for (long half = side / 2; half > 0; half /= 2)
        {
            long right = (column & half) > 0 ? 1 : 0, upper = (row & half) > 0 ? 1 : 0;
            place += half * half * ((3 * right) ^ upper);
            if (upper == 0)
            {
                if (right == 1)
                {
                    (column, row) = (side - 1 - column, side - 1 - row);
                }

                (column, row) = (row, column);
            }
        }

        return place;

        long Cell(double value) => Math.Clamp((long)(value * side), 0, side - 1);
    }
}
