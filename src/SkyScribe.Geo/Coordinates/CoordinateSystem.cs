using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Projections;

namespace SkyScribe.Geo.Coordinates;

/// <summary>The coordinate system of a raster, as its file defines it: longitude and latitude on a datum, or a map projection of them.</summary>
/// <remarks>It is never guessed: a file without a definition has none, and a definition that is not understood is refused by its name.
/// Coordinates are in the order of rasters, x to the right: longitude before latitude, easting before northing, whatever the definition's order of
/// axes. Only systems whose first axis points south (Krovak's) keep their order, as GDAL does.</remarks>
internal sealed record CoordinateSystem
{
    /// <summary>The name, such as <c>WGS 84 / UTM zone 33N</c>.</summary>
    public required string Name { get; init; }

    /// <summary>EPSG's code; null where the definition has none, or differs from what EPSG has under its code.</summary>
    public int? EpsgCode { get; init; }

    /// <summary>The longitudes and latitudes that are projected, or that the raster is in.</summary>
    public required GeographicSystem Geographic { get; init; }

    /// <summary>The map projection; null where the raster is in longitude and latitude.</summary>
    public Conversion? Conversion { get; init; }

    /// <summary>The unit of the coordinates: an angle in longitude and latitude, else a length.</summary>
    public required Unit Unit { get; init; }

    /// <summary>The plane's axes as the definition writes them; empty where it has none.</summary>
    public IReadOnlyList<Axis> Axes { get; init; } = [];

    /// <summary>How the raster's coordinates follow from those that the projection's method names.</summary>
    internal PlaneAxes PlaneAxes => Conversion is null ? PlaneAxes.AsNamed : PlaneAxes.Of(Axes, Conversion.MethodCode);

    /// <summary>How the datum is brought to WGS 84; null where nobody knows.</summary>
    public DatumShift? Shift { get; init; }

    /// <summary>Where EPSG means the system to be used; null where unknown.</summary>
    public GeographicArea? AreaOfUse { get; init; }

    /// <summary>The definition's own text (WKT), to the letter; null where the file holds a code or GeoKeys.</summary>
    public string? Verbatim { get; init; }

    /// <summary>WGS 84 in longitude and latitude: what GeoJSON, CSV and the columns of positions are in.</summary>
    public static CoordinateSystem Wgs84 { get; } = new()
    {
        Name = "WGS 84",
        EpsgCode = 4326,
        Geographic = new GeographicSystem(
        "WGS 84", new Datum("World Geodetic System 1984", HelmertShift.Wgs84, PrimeMeridian.Greenwich, 6326), Unit.Degree, 4326),
        Unit = Unit.Degree,
        Shift = DatumShift.None,
        AreaOfUse = new GeographicArea(-180, -90, 180, 90),
    };

    /// <summary>Whether coordinates are longitude and latitude.</summary>
    public bool IsGeographic => Conversion is null;

    /// <summary>Whether it is longitude and latitude in degrees on WGS 84, so that nothing needs to be transformed.</summary>
    public bool IsWgs84 => IsGeographic && EpsgCode == 4326;

    /// <summary>One unit of a projected system in metres; null for longitude and latitude, where it depends on the place: see
    /// <see cref="MetresPerUnit"/>.</summary>
    public double? UnitInMetres => IsGeographic ? null : Unit.Factor;

    /// <summary>The size of one unit at a place of the raster, in metres to the right and upwards.</summary>
    /// <remarks>For projected systems this is the unit itself: a map's metres, as pixel sizes are usually said. For longitude and latitude it is the
    /// length on the ellipsoid.</remarks>
    /// <param name="y">the place's second coordinate</param>
    public (double X, double Y) MetresPerUnit(double y)
    {
        if (!IsGeographic)
        {
            return (Unit.Factor, Unit.Factor);
        }

        double latitude = Math.Clamp(y * Unit.Factor, -Math.PI / 2, Math.PI / 2);
        Ellipsoid ellipsoid = Geographic.Datum.Ellipsoid;
        return (Unit.Factor * ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude), Unit.Factor * ellipsoid.MeridianRadius(latitude));
    }

    /// <summary>The projection; null in longitude and latitude, and for methods that are not computed here.</summary>
    internal MapProjection? CreateProjection() => Conversion is null ? null : ProjectionFactory.Create(Conversion, Geographic.Datum.Ellipsoid);
}
