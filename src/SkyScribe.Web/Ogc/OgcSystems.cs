using SkyScribe.Geo.Coordinates;
using SkyScribe.IO;
using SkyScribe.Web.Jobs;

namespace SkyScribe.Web.Ogc;

/// <summary>The coordinate reference systems of a collection (OGC 18-058r1): longitude and latitude, and the raster's own where EPSG has it and its
/// axes point right and up.</summary>
internal sealed class OgcSystems
{
    /// <summary>WGS 84, longitude first.</summary>
    public const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    private const string Epsg = "http://www.opengis.net/def/crs/EPSG/0/";
    private readonly bool _isUpwardsFirst;

    private OgcSystems(string? storage, bool isUpwardsFirst) => (Storage, _isUpwardsFirst) = (storage, isUpwardsFirst);

    /// <summary>The raster's own, in which features are stored; null where it cannot be named.</summary>
    public string? Storage { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => Storage is null ? [Crs84] : [Crs84, Storage];

    /// <summary>Those of a layer.</summary>
    public static OgcSystems Of(LayerInfo layer) => layer.Epsg is { } code && AxisOrder.IsUpwardsFirst(code) is { } isUpwardsFirst
        ? new OgcSystems(FormattableString.Invariant($"{Epsg}{code}"), isUpwardsFirst)
        : new OgcSystems(null, false);

    /// <summary>Whether a parameter names the raster's own system.</summary>
    /// <param name="parameter">its name</param>
    /// <param name="value">its value; null or empty for longitude and latitude</param>
    /// <exception cref="OptionException">It names another one.</exception>
    public bool IsStorage(string parameter, string? value) => !string.IsNullOrEmpty(value) && value != Crs84
        && (value == Storage ? true
            : throw new OptionException($"{parameter}: found {SkyScribeException.Quote(value)}, expected {string.Join(" or ", All)}"));

    /// <summary>A place of the raster's own system in EPSG's order of axes, or one in that order in the raster's.</summary>
    public (double First, double Second) Ordered((double X, double Y) place) => _isUpwardsFirst ? (place.Y, place.X) : place;

    /// <summary>A box in EPSG's order of axes as left, bottom, right, top.</summary>
    public double[] Ordered(double[] box) => _isUpwardsFirst ? [box[1], box[0], box[3], box[2]] : box;
}
