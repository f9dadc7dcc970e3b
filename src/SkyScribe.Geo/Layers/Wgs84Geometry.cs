using NetTopologySuite.Geometries;

namespace SkyScribe.Geo.Layers;

/// <summary>Polygons in WGS 84 longitude and latitude, cut at the antimeridian (RFC 7946, section 3.1.9).</summary>
internal static class Wgs84Geometry
{
    private const int MostHalvings = 8;
    private const double ToleranceDegrees = 1e-6, ToleranceOfSide = 1e-3;

    /// <summary>Transforms a polygon.</summary>
    /// <param name="rings">outline, then holes, in the layer's coordinates</param>
    /// <param name="toWgs84">from there to degrees</param>
    /// <returns>one or more polygons of outline and holes, outlines against the clock; empty where a corner has no place in WGS 84</returns>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Of(
        IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings, Func<double, double, (double Longitude, double Latitude)> toWgs84)
    {
        var unwrapped = new List<List<(double X, double Y)>>();
        foreach (var ring in rings)
        {
            var places = Densified(ring, toWgs84);
            if (places.Exists(place => !double.IsFinite(place.X) || !double.IsFinite(place.Y)))
            {
                return [];
            }

            Unwrap(places, unwrapped.Count == 0 ? null : unwrapped[0]);
            unwrapped.Add(places);
        }

        double least = unwrapped[0].Min(place => place.X), most = unwrapped[0].Max(place => place.X);
        return least >= -180 && most <= 180 ? [[.. unwrapped.Select((ring, i) => Turned(ring, counterclockwise: i == 0))]]
            : Cut(unwrapped, least, most);
    }

    // Straight sides of the raster are curves here: each is halved until it is as good as straight.
    private static List<(double X, double Y)> Densified(
        IReadOnlyList<(double X, double Y)> ring, Func<double, double, (double Longitude, double Latitude)> toWgs84)
    {
        var places = new List<(double X, double Y)>();
        for (int i = 0; i < ring.Count; i++)
        {
            var (from, to) = (ring[i], ring[(i + 1) % ring.Count]);
            (double X, double Y) start = toWgs84(from.X, from.Y);
            places.Add(start);
            Halve(from, start, to, toWgs84(to.X, to.Y), MostHalvings);
        }

        return places;

        void Halve((double X, double Y) from, (double X, double Y) start, (double X, double Y) to, (double X, double Y) end, int left)
        {
            (double X, double Y) half = ((from.X + to.X) / 2, (from.Y + to.Y) / 2);
            (double X, double Y) middle = toWgs84(half.X, half.Y);
            double across = Math.IEEERemainder(end.X - start.X, 360), up = end.Y - start.Y;
            double missX = Math.IEEERemainder(middle.X - start.X, 360) - (across / 2), missY = middle.Y - start.Y - (up / 2);
            double tolerance = Math.Max(ToleranceDegrees, ToleranceOfSide * (Math.Abs(across) + Math.Abs(up)));
            if (left > 0 && Math.Max(Math.Abs(missX), Math.Abs(missY)) > tolerance)
            {
                Halve(from, start, half, middle, left - 1);
                places.Add(middle);
                Halve(half, middle, to, end, left - 1);
            }
        }
    }

    // Longitudes without jumps, also beyond 180. A ring that goes round a pole is closed along it.
    private static void Unwrap(List<(double X, double Y)> ring, List<(double X, double Y)>? outline)
    {
        for (int i = 1; i < ring.Count; i++)
        {
            ring[i] = (ring[i - 1].X + Math.IEEERemainder(ring[i].X - ring[i - 1].X, 360), ring[i].Y);
        }

        double round = ring[^1].X + Math.IEEERemainder(ring[0].X - ring[^1].X, 360) - ring[0].X;
        if (Math.Abs(round) > 180)
        {
            double pole = Math.CopySign(90, ring.Sum(place => place.Y));
            ring.Add((ring[0].X + round, ring[0].Y));
            ring.Add((ring[0].X + round, pole));
            ring.Add((ring[0].X, pole));
        }

        // A hole lies within its outline.
        if (outline is not null)
        {
            double shift = 360 * Math.Round((outline.Average(place => place.X) - ring.Average(place => place.X)) / 360);
            for (int i = 0; i < ring.Count; i++)
            {
                ring[i] = (ring[i].X + shift, ring[i].Y);
            }
        }
    }

    private static List<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Cut(List<List<(double X, double Y)>> rings, double least, double most)
    {
        var factory = new GeometryFactory();
        var polygon = factory.CreatePolygon(Ring(rings[0]), [.. rings.Skip(1).Select(Ring)]);
        var whole = polygon.IsValid ? polygon : NetTopologySuite.Geometries.Utilities.GeometryFixer.Fix(polygon);
        var parts = new List<IReadOnlyList<IReadOnlyList<(double X, double Y)>>>();
        for (int turn = (int)Math.Floor((least + 180) / 360); (turn * 360) - 180 < most; turn++)
        {
            double shift = turn * 360;
            var part = whole.Intersection(factory.ToGeometry(new Envelope(shift - 180, shift + 180, -90, 90)));
            foreach (var one in NetTopologySuite.Geometries.Utilities.PolygonExtracter.GetPolygons(part).Cast<Polygon>().Where(one => one.Area > 0))
            {
                parts.Add([Points(one.ExteriorRing, counterclockwise: true),
                    .. one.InteriorRings.Select(ring => Points(ring, counterclockwise: false))]);
            }

            List<(double X, double Y)> Points(LineString ring, bool counterclockwise) =>
                Turned([.. ring.Coordinates.SkipLast(1).Select(place => (place.X - shift, place.Y))], counterclockwise);
        }

        return parts;

        LinearRing Ring(List<(double X, double Y)> ring) =>
            factory.CreateLinearRing([.. ring.Append(ring[0]).Select(place => new Coordinate(place.X, place.Y))]);
    }

    private static List<(double X, double Y)> Turned(List<(double X, double Y)> ring, bool counterclockwise)
    {
        double twice = 0;
        for (int i = 0; i < ring.Count; i++)
        {
            var (from, to) = (ring[i], ring[(i + 1) % ring.Count]);
            twice += (from.X * to.Y) - (to.X * from.Y);
        }

        if (twice > 0 != counterclockwise)
        {
            ring.Reverse();
        }

        return ring;
    }
}
