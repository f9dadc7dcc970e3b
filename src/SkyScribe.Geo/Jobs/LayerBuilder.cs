using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Regions;
using SkyScribe.Geo.Results;
using SkyScribe.Geo.Tiles;

namespace SkyScribe.Geo.Jobs;

/// <summary>Makes features of results, as they are read: tiles, then regions, then failures. Nothing here looks at pixels.</summary>
/// <param name="plans">the rasters of one coordinate reference system</param>
/// <param name="reference">that system</param>
/// <param name="records">the results, read anew each time, in the order of rasters and tiles</param>
/// <param name="modelHash">hash of the model's weights</param>
/// <param name="smoothing">passes of <see cref="Smoothing"/></param>
internal sealed class LayerBuilder(
    IReadOnlyList<RasterPlan> plans, LayerReference reference, Func<IEnumerable<TileRecord>> records, string modelHash, int smoothing)
{
    private const double NearPole = 85, LongSide = 0.3;   // degrees
    private const int PartsOfASide = 64;

    private readonly Dictionary<string, (long Tiles, double Area)> _shares = new(StringComparer.Ordinal);
    private long _captioned, _features;
    private double _area;

    /// <summary>The features of a table.</summary>
    public IEnumerable<LayerFeature> Features(LayerTable table) => table switch
    {
        LayerTable.Tiles => Tiles(),
        LayerTable.Regions => Regions(),
        _ => records().Where(record => record.Problem is not null).Select(Failure),
    };

    /// <summary>Shares by attribute; known once the tiles were read to their end.</summary>
    public IReadOnlyList<SummaryRow> Summary() =>
    [
        .. _shares.OrderByDescending(share => share.Value.Tiles).ThenBy(share => share.Key, StringComparer.Ordinal).Select(share => new SummaryRow(
            share.Key, share.Value.Tiles, Math.Round((double)share.Value.Tiles / _captioned, 6), Known(share.Value.Area), _area > 0
            ? Math.Round(share.Value.Area / _area, 6) : null)),
    ];

    private static object? Rounded(double? value, int digits) => value is { } number ? Math.Round(number, digits) : null;

    private double? Known(double area) => reference.ToWgs84 is null ? null : Math.Round(area, 2);

    private IEnumerable<LayerFeature> Tiles()
    {
        _shares.Clear();
        (_captioned, _features, _area) = (0, 0, 0);
        return records().Where(record => record.Caption is not null).Select(Tile);
    }

    // The results of all rasters are read once, whatever their number.
    private IEnumerable<LayerFeature> Regions()
    {
        using var reading = records().GetEnumerator();
        bool has = reading.MoveNext();
        while (has)
        {
            int raster = reading.Current.Raster;
            foreach (var region in RegionBuilder.Build(Smoothing.Apply(Rows(raster, OfRaster(raster)), smoothing)))
            {
                yield return Feature(plans[raster], region);
            }
        }

        IEnumerable<TileRecord> OfRaster(int raster)
        {
            for (; has && reading.Current.Raster == raster; has = reading.MoveNext())
            {
                yield return reading.Current;
            }
        }
    }

    private LayerFeature Failure(TileRecord record)
    {
        var plan = plans[record.Raster];
        var tile = plan.Grid[record.Tile];
        return new LayerFeature(LayerTable.Failed, [Corners(plan, tile.Window)], [record.Problem, .. Place(plan, tile)]);
    }

    private LayerFeature Tile(TileRecord record)
    {
        var plan = plans[record.Raster];
        var tile = plan.Grid[record.Tile];
        double area = AreaOf(plan, tile) ?? 0;
        _captioned++;
        _area += area;
        foreach (string attribute in record.Attributes)
        {
            var (tiles, sum) = _shares.GetValueOrDefault(attribute);
            _shares[attribute] = (tiles + 1, sum + area);
        }

        var window = tile.Window;
        var (x, y) = plan.Transform.Apply(window.Left + (window.Width / 2.0), window.Top + (window.Height / 2.0));
        (double Longitude, double Latitude)? middle = reference.ToWgs84?.Invoke(x, y);
        return new LayerFeature(
            LayerTable.Tiles, [Corners(plan, window)],
            [
                record.Caption, record.Confidence, record.IsOutOfDomain, record.Attributes, record.LogProbability, record.ValidShare,
                .. Place(plan, tile),
                Rounded(middle?.Longitude, 8), Rounded(middle?.Latitude, 8), modelHash, .. record.Probabilities.Cast<object?>(),
                .. record.Features is null ? Array.Empty<object?>() : [_features++],
            ]);
    }

    private LayerFeature Feature(RasterPlan plan, Region region) => new(
        LayerTable.Regions,
        [.. region.Rings.Select(
        ring => ring.Select(corner => plan.Transform.Apply(plan.Grid.BoundaryX(corner.Column), plan.Grid.BoundaryY(corner.Row))).ToArray())],
        [region.Caption, region.Tiles, Rounded(region.Confidence, 4), Rounded(region.Area, 2), plan.Title, CaptionColor.Of(region.Caption),
        modelHash]);

    private static object?[] Place(RasterPlan plan, Tile tile) =>
        [plan.Title, tile.Row, tile.Column, tile.Window.Left, tile.Window.Top, tile.Window.Width, tile.Window.Height];

    // Upper left, lower left, lower right, upper right: against the clock where north is up.
    internal static (double X, double Y)[] Corners(RasterPlan plan, Rasters.Window window) =>
    [
        plan.Transform.Apply(window.Left, window.Top), plan.Transform.Apply(window.Left, window.Bottom),
        plan.Transform.Apply(window.Right, window.Bottom), plan.Transform.Apply(window.Right, window.Top),
    ];

    private double? AreaOf(RasterPlan plan, Tile tile)
    {
        if (reference.ToWgs84 is not { } toWgs84)
        {
            return null;
        }

        (double Longitude, double Latitude)[] corners = [.. Corners(plan, tile.Owned).Select(corner => toWgs84(corner.X, corner.Y))];
        bool isLarge = corners.Any(corner => Math.Abs(corner.Latitude) > NearPole || Math.Abs(corner.Latitude - corners[0].Latitude) > LongSide);
        double area = EllipsoidArea.Of(isLarge ? [.. Densified(Corners(plan, tile.Owned)).Select(place => toWgs84(place.X, place.Y))] : corners);
        return double.IsFinite(area) ? area : null;
    }

    // Sides are straight in the raster's system. On the ellipsoid that matters near a pole, and in tiles of more than some 30 km.
    private static IEnumerable<(double X, double Y)> Densified((double X, double Y)[] corners)
    {
        for (int i = 0; i < corners.Length; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Length]);
            for (int part = 0; part < PartsOfASide; part++)
            {
                double share = (double)part / PartsOfASide;
                yield return (from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)));
            }
        }
    }

    // Tiles without data have a place too: they keep apart what lies on both sides of them.
    private IEnumerable<RegionTile[]> Rows(int raster, IEnumerable<TileRecord> results)
    {
        var plan = plans[raster];
        int columns = plan.Grid.Columns;
        var row = new RegionTile[columns];
        int filled = 0;
        foreach (var record in results)
        {
            for (int i = 0; i < record.Count; i++)
            {
                var tile = plan.Grid[record.Tile + i];
                row[filled++] = new RegionTile(
                    tile.Row, tile.Column, record.Caption, record.Confidence, record.Caption is null ? null : AreaOf(plan, tile));
                if (filled == columns)
                {
                    yield return row;
                    (row, filled) = (new RegionTile[columns], 0);
                }
            }
        }
    }
}
