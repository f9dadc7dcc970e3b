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

    /// <summary>The polygons of a GeoPackage's binary.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> ReadGeoPackage(string file, byte[] blob)
    {
        ReadOnlySpan<int> envelopes = [0, 32, 48, 48, 64];
        int kind = blob.Length < 8 || blob[0] != 'G' || blob[1] != 'P' ? 5 : (blob[3] >> 1) & 7;
        return kind < 5 && blob.Length >= 8 + envelopes[kind] ? Read(file, blob[(8 + envelopes[kind])..]) : throw Damaged(file);
    }

    /// <summary>The polygons of well-known binary; none for other geometries.</summary>
    /// <remarks>Without recursion, so that no file can nest geometries until the stack ends.</remarks>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Read(string file, byte[] bytes)
    {
        try
        {
            var reader = new WellKnownBinaryReader(bytes);
            return reader.Header() switch
            {
                PolygonType => Some([reader.Polygon()]),
                MultiPolygonType => Some([.. Enumerable.Range(0, reader.Count(9)).Select(_ => reader.Header() == PolygonType ? reader.Polygon()
                    : throw new FormatException("another geometry within a multipolygon"))]),
                _ => [],
            };
        }
        catch (FormatException problem)
        {
            throw Damaged(file, problem);
        }
    }

    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Some(
        IReadOnlyList<IReadOnlyList<(double X, double Y)>[]> polygons) => [.. polygons.Where(polygon => polygon.Length > 0 && polygon[0].Count > 0)];

    private static GeoException Damaged(string file, Exception? problem = null) =>
        new(file, "geom", "a geometry that cannot be read", "well-known binary: the file is damaged", problem);
}
