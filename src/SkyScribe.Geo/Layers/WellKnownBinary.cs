using System.Buffers.Binary;

namespace SkyScribe.Geo.Layers;

/// <summary>Polygons as bytes (OGC 06-103r4, section 8).</summary>
internal static class WellKnownBinary
{
    private const uint PolygonType = 3, MultiPolygonType = 6;

    /// <summary>One polygon, or several as one.</summary>
    public static byte[] Polygons(IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> polygons)
    {
        if (polygons.Count == 1)
        {
            return Polygon(polygons[0]);
        }

        byte[] head = new byte[9];
        head[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(1), MultiPolygonType);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(5), polygons.Count);
        return [.. head, .. polygons.SelectMany(polygon => Polygon(polygon))];
    }

    /// <summary>One polygon, little-endian.</summary>
    /// <param name="rings">outline, then holes; the first point is not repeated</param>
    /// <param name="prefix">how many bytes are left free before it</param>
    public static byte[] Polygon(IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings, int prefix = 0)
    {
        byte[] bytes = new byte[prefix + 9 + rings.Sum(ring => 4 + (16 * (ring.Count + 1)))];
        var rest = bytes.AsSpan(prefix);
        rest[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(rest[1..], PolygonType);
        BinaryPrimitives.WriteInt32LittleEndian(rest[5..], rings.Count);
        rest = rest[9..];
        foreach (var ring in rings)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, ring.Count + 1);
            rest = rest[4..];
            for (int i = 0; i <= ring.Count; i++)
            {
                var (x, y) = ring[i % ring.Count];
                BinaryPrimitives.WriteDoubleLittleEndian(rest, x);
                BinaryPrimitives.WriteDoubleLittleEndian(rest[8..], y);
                rest = rest[16..];
            }
        }

        return bytes;
    }

    /// <summary>The smallest box around a polygon.</summary>
    public static (double MinX, double MinY, double MaxX, double MaxY) Bounds(IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings)
    {
        var (minX, minY, maxX, maxY) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (x, y) in rings[0])
        {
            (minX, minY, maxX, maxY) = (Math.Min(minX, x), Math.Min(minY, y), Math.Max(maxX, x), Math.Max(maxY, y));
        }

        return (minX, minY, maxX, maxY);
    }
}
