namespace SkyScribe.Geo.Regions;

/// <summary>Chains the sides of cells into rings.</summary>
internal static class Outline
{
    /// <summary>Rings of an area of cells that are connected by their sides.</summary>
    /// <param name="sides">from corner to corner of the grid, with the area on the right as rows grow downwards, so outlines run clockwise on the
    /// screen</param>
    /// <returns>the outer ring first, then holes; corners between sides of one direction are left out</returns>
    public static IReadOnlyList<IReadOnlyList<(int Column, int Row)>> Rings(IEnumerable<((int Column, int Row) From, (int Column, int Row) To)> sides)
    {
        var from = new Dictionary<(int Column, int Row), List<(int Column, int Row)>>();
        foreach (var (start, end) in sides)
        {
            (from.TryGetValue(start, out var ends) ? ends : from[start] = []).Add(end);
        }

        var rings = new List<IReadOnlyList<(int Column, int Row)>>();
        foreach (var first in from.Keys.OrderBy(corner => corner.Row).ThenBy(corner => corner.Column))
        {
            while (from[first].Count > 0)
            {
                rings.Add(Ring(first, from));
            }
        }

        return rings;   // the first one begins at the highest corner, which lies on the outline
    }

    private static List<(int Column, int Row)> Ring((int Column, int Row) first, Dictionary<(int Column, int Row), List<(int Column, int Row)>> from)
    {
        var ring = new List<(int Column, int Row)>();
        var corner = first;
        (int X, int Y) direction = (0, 0), begun = (0, 0);
        do
        {
            var next = Next(corner, direction, from[corner]);
            from[corner].Remove(next);
            var turned = (Math.Sign(next.Column - corner.Column), Math.Sign(next.Row - corner.Row));
            if (turned != direction)
            {
                ring.Add(corner);
            }

            begun = begun == (0, 0) ? turned : begun;
            (corner, direction) = (next, turned);
        }
        while (corner != first);
        if (direction == begun)
        {
            ring.RemoveAt(0);   // the ring began in the middle of a straight side
        }

        return ring;
    }

    // Where two cells of the area touch at this corner only, turning away from the own cell keeps holes apart from the outline: rings touch, they do
    // not cross themselves.
    private static (int Column, int Row) Next((int Column, int Row) corner, (int X, int Y) direction, List<(int Column, int Row)> ends)
    {
        if (ends.Count == 1)
        {
            return ends[0];
        }

        (int X, int Y) left = (direction.Y, -direction.X);
        int found = ends.FindIndex(end => (Math.Sign(end.Column - corner.Column), Math.Sign(end.Row - corner.Row)) == left);
        return ends[Math.Max(found, 0)];
    }
}
