namespace SkyScribe.Geo.Layers;

/// <summary>One row of a GeoParquet file.</summary>
/// <param name="Geometry">well-known binary; null where the polygon has no place</param>
/// <param name="Polygons">how many polygons it is</param>
/// <param name="Box">least x and y, greatest x and y; not numbers where there is no place</param>
/// <param name="Values">in the order of the columns</param>
internal sealed record ParquetRow(byte[]? Geometry, int Polygons, double[] Box, IReadOnlyList<object?> Values)
{
    /// <summary>The box around nothing.</summary>
    public static double[] NoBox => [double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity];

    /// <summary>Makes it of a feature.</summary>
    /// <param name="feature">the feature</param>
    /// <param name="reference">its coordinates' system</param>
    /// <param name="isWgs84">whether the polygon is brought to WGS 84</param>
    public static ParquetRow Of(LayerFeature feature, LayerReference reference, bool isWgs84)
    {
        var polygons = isWgs84 ? Wgs84Geometry.Of(feature.Rings, reference.ToWgs84!) : [feature.Rings];
        double[] box = polygons.Select(polygon => WellKnownBinary.Bounds(polygon))
            .Aggregate(NoBox, (sum, one) => Around(sum, [one.MinX, one.MinY, one.MaxX, one.MaxY]));
        return polygons.Count == 0
            ? new ParquetRow(null, 0, [double.NaN, double.NaN, double.NaN, double.NaN], feature.Values)
            : new ParquetRow(WellKnownBinary.Polygons(polygons), polygons.Count, box, feature.Values);
    }

    /// <summary>The box around two.</summary>
    public static double[] Around(double[] first, double[] second) => double.IsNaN(second[0])
        ? first
        : [Math.Min(first[0], second[0]), Math.Min(first[1], second[1]), Math.Max(first[2], second[2]), Math.Max(first[3], second[3])];

    /// <summary>The place of its middle on Hilbert's curve through a box.</summary>
    public long PlaceIn(double[] box) => double.IsNaN(Box[0]) ? long.MaxValue : HilbertCurve.Of(
        (((Box[0] + Box[2]) / 2) - box[0]) / Math.Max(box[2] - box[0], double.Epsilon), (((Box[1] + Box[3]) / 2) - box[1])
        / Math.Max(box[3] - box[1], double.Epsilon));
}
