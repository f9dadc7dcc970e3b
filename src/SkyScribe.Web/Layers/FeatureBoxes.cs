using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;

namespace SkyScribe.Web.Layers;

/// <summary>The numbers of a table's features with the boxes around them, in memory.</summary>
internal sealed class FeatureBoxes
{
    private readonly List<long> _ids = [];
    private readonly List<(double West, double South, double East, double North)> _boxes = [];

    /// <summary>Reads a table of a layer that has a way to WGS 84.</summary>
    /// <param name="path">the layer</param>
    /// <param name="table">the table</param>
    /// <param name="inDegrees">whether the boxes are of longitudes and latitudes; else they are in the layer's own coordinates</param>
    public static FeatureBoxes Read(string path, LayerTable table, bool inDegrees = true)
    {
        using var layer = GeoPackageLayer.Open(path);
        var read = new FeatureBoxes();
        foreach (var (id, feature) in layer.Read(table))
        {
            read._ids.Add(id);
            var polygons = inDegrees ? Wgs84Geometry.Of(feature.Rings, layer.Reference.ToWgs84!) : feature.Rings.Count == 0 ? [] : [feature.Rings];
            var box = (West: double.PositiveInfinity, South: double.PositiveInfinity, East: double.NegativeInfinity, North: double.NegativeInfinity);
            foreach (var (x, y) in polygons.SelectMany(polygon => polygon[0]))
            {
                box = (Math.Min(box.West, x), Math.Min(box.South, y), Math.Max(box.East, x), Math.Max(box.North, y));
            }

            read._boxes.Add(box);
        }

        return read;
    }

    /// <summary>The numbers of the features that touch a box.</summary>
    /// <param name="box">west, south, east, north; in degrees west is above east where it crosses the antimeridian</param>
    public IReadOnlyList<long> Select(double[] box)
    {
        var (west, south, east, north) = (box[0], box[1], box[2], box[3]);
        bool isAcross = west > east;
        return [.. _ids.Where((_, i) => _boxes[i].North >= south && _boxes[i].South <= north && (isAcross
            ? _boxes[i].East >= west || _boxes[i].West <= east : _boxes[i].East >= west && _boxes[i].West <= east))];
    }
}
