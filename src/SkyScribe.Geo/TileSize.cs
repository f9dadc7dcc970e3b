using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.IO;
using SkyScribe.Packages;

namespace SkyScribe.Geo;

/// <summary>How large tiles are in pixels of the raster, from how large pixels are on the ground and what the model is good at.</summary>
/// <param name="Width">columns of a tile</param>
/// <param name="Height">rows of a tile</param>
/// <param name="GroundResolution">metres of a pixel that the model sees; null where that is not known</param>
/// <param name="Notes">what users should know, in whole sentences</param>
internal sealed record TileSize(int Width, int Height, double? GroundResolution, IReadOnlyList<string> Notes)
{
    private const int MostSide = 16_384, MostAway = 50;
    private const double Slack = 1.02;   // a map's metre is not quite one on the ground
    private const string Wrong = "captions are less often right than their confidence says";

    /// <summary>Decides it.</summary>
    /// <param name="raster">the raster</param>
    /// <param name="options">the side of a tile, and the ground resolution wanted</param>
    /// <param name="known">the ground resolutions that the model is good at; null where that is not known</param>
    /// <exception cref="OptionException">A ground resolution is wanted that the raster cannot be brought to.</exception>
    public static TileSize Of(Raster raster, RasterOptions options, ResolutionRange? known)
    {
        if (PixelOnGround(raster) is not var (column, row))
        {
            return options.GroundResolution is null
                ? new TileSize(options.Tile, options.Tile, null, [])
                : throw new OptionException(
                    $"--gsd: {raster.Name} does not say how large its pixels are on the ground; leave --gsd out, or set its coordinate reference system with gdal_edit.py -a_srs");
        }

        double pixel = Math.Max(column, row);
        bool takesBest = options is { GroundResolution: null, KeepPixels: false } && known is not null && pixel <= Slack * known.CoarsestEnlarged
            && options.Tile * known.Best / Math.Min(column, row) <= MostSide;
        double? metres = options.GroundResolution ?? (takesBest ? known!.Best : null);
        var size = metres is { } wanted ? (Width: Pixels(options.Tile * wanted / column), Height: Pixels(options.Tile * wanted / row))
            : (Width: options.Tile, Height: options.Tile);
        return new TileSize(size.Width, size.Height, metres ?? column, known is null ? [] : [.. Warnings(pixel, metres ?? pixel, known)]);

        int Pixels(double side) => side is >= 1 and <= MostSide
            ? (int)Math.Round(side)
            : throw new OptionException(FormattableString.Invariant(
            $"--gsd: at {metres} m a tile of {raster.Name} would have {side:f1} pixels (its own have {column:g4} m); expected 1 to {MostSide}"));
    }

    private static IEnumerable<string> Warnings(double pixel, double shown, ResolutionRange known)
    {
        if (pixel > Slack * known.CoarsestEnlarged)
        {
            yield return FormattableString.Invariant(
                $"its pixels are of {pixel:g3} m, the model was measured to be good with pixels of up to {known.CoarsestEnlarged:g3} m: {Wrong}");
        }
        else if (Slack * shown < known.Finest || shown > Slack * known.Coarsest)
        {
            yield return FormattableString.Invariant(
                $"the model sees it at {shown:g3} m a pixel, it was measured to be good at {known.Finest:g3} to {known.Coarsest:g3} m: {Wrong}; --gsd {known.Best} shows what it is best at");
        }
    }

    /// <summary>Width and height of a pixel in the middle of the raster, in metres on the ground; null where the raster does not say it.</summary>
    /// <remarks>On the ellipsoid: a map's metres differ from it in Mercator far from the equator.</remarks>
    internal static (double Column, double Row)? PixelOnGround(Raster raster)
    {
        if (raster.Transform is not { } transform)
        {
            return null;
        }

        var reference = LayerReferences.Of(raster.Name, raster.Crs);
        double x = raster.Width / 2.0, y = raster.Height / 2.0;
        if (reference.ToWgs84 is { } toWgs84)
        {
            // Over some pixels: a single one of a few centimetres is no more than the rounding of some projections.
            double across = Math.Min(x, MostAway), down = Math.Min(y, MostAway);
            (double Column, double Row) ground = (
                Distance(x - across, y, x + across, y) / (2 * across), Distance(x, y - down, x, y + down) / (2 * down));
            if (double.IsFinite(ground.Column) && double.IsFinite(ground.Row) && ground is { Column: > 0, Row: > 0 })
            {
                return ground;
            }
        }

        if (reference.MetresPerUnit is not { } metresPerUnit)
        {
            return null;
        }

        var (metresX, metresY) = metresPerUnit(transform.Apply(x, y).Y);
        return (double.Hypot(transform.XColumn * metresX, transform.YColumn * metresY),
            double.Hypot(transform.XRow * metresX, transform.YRow * metresY));

        double Distance(double fromColumn, double fromRow, double toColumn, double toRow)
        {
            var (fromX, fromY) = transform.Apply(fromColumn, fromRow);
            var (toX, toY) = transform.Apply(toColumn, toRow);
            var from = reference.ToWgs84!(fromX, fromY);
            var to = reference.ToWgs84!(toX, toY);
            var (perLongitude, perLatitude) = CoordinateSystem.Wgs84.MetresPerUnit((from.Latitude + to.Latitude) / 2);
            return double.Hypot(Math.IEEERemainder(to.Longitude - from.Longitude, 360) * perLongitude, (to.Latitude - from.Latitude) * perLatitude);
        }
    }
}
