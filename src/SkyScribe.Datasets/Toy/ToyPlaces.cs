namespace SkyScribe.Datasets.Toy;

/// <summary>Finds places for things so that they keep clear of each other and of what is in their way.</summary>
internal static class ToyPlaces
{
    /// <summary>Up to <paramref name="count"/> places; a crowded picture may have room for fewer.</summary>
    /// <param name="brush">the picture</param>
    /// <param name="count">how many are wanted</param>
    /// <param name="apart">the least distance between two</param>
    /// <param name="edge">the least distance from the picture's edge</param>
    /// <param name="free">whether a place may be used</param>
    public static List<(double X, double Y)> Scatter(ToyBrush brush, int count, double apart, double edge, Func<double, double, bool> free)
    {
        var places = new List<(double X, double Y)>(count);
        for (int attempt = 0; attempt < 60 * count && places.Count < count; attempt++)
        {
            double x = brush.Between(edge, ToyCanvas.Side - edge), y = brush.Between(edge, ToyCanvas.Side - edge);
            if (free(x, y) && places.All(place => Square(place.X - x) + Square(place.Y - y) >= Square(apart)))
            {
                places.Add((x, y));
            }
        }

        return places;
    }

    /// <summary>Exactly <paramref name="count"/> places: whoever counts in a sentence must find them. Gives way on the distance, never on the
    /// number.</summary>
    public static List<(double X, double Y)> Exactly(ToyBrush brush, int count, double apart, double edge, Func<double, double, bool> free)
    {
        while (true)
        {
            var places = Scatter(brush, count, apart, edge, free);
            if (places.Count == count)
            {
                return places;
            }

            apart *= 0.95;
        }
    }

    public static bool Anywhere(double x, double y) => true;

    /// <summary>Trees scattered over free ground.</summary>
    public static void Trees(ToyBrush brush, int count, Func<double, double, bool> free)
    {
        foreach (var (x, y) in Scatter(brush, count, 8, 3, free))
        {
            brush.Tree(x, y, brush.Between(6.5, 9.5));
        }
    }

    private static double Square(double value) => value * value;
}
