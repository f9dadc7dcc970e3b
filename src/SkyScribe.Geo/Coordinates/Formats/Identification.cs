using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Finds what EPSG knows of a system that a file defines: the system itself under the code that the file names, else its datum.</summary>
internal static class Identification
{
    private const double Fine = 5;   // metres: better than that, a narrower choice is not worth a search

    /// <summary>The system with its shift to WGS 84, its axes and its code, as far as they are certain.</summary>
    /// <param name="system">as the file defines it</param>
    /// <param name="code">the code that the file names for the whole; it is kept only where EPSG's definition is the same</param>
    /// <param name="stated">the shift that the file states</param>
    public static CoordinateSystem Complete(CoordinateSystem system, int? code, DatumShift? stated)
    {
        CoordinateSystem? published = code is null ? null : EpsgTable.Find(code.Value);
        if (published is not null && AreSame(system, published))
        {
            return published with { Shift = Merge(published.Shift, stated) };
        }

        DatumShift? known = ShiftOf(system.Geographic);
        if (known?.AccuracyMetres > Fine && system.Conversion is not null)
        {
            known = ShiftOfTheSame(system) ?? known;
        }

        DatumShift? shift = Merge(known, stated);
        bool isWgs84 = system.IsGeographic && system.Unit.Code == 9122 && system.Geographic.Datum.Meridian.Radians == 0 && shift == DatumShift.None;
        return isWgs84 ? CoordinateSystem.Wgs84 : system with { Shift = shift };
    }

    /// <summary>Whether two systems give the same places the same coordinates, to a tenth of a millimetre or so.</summary>
    public static bool AreSame(CoordinateSystem one, CoordinateSystem other)
    {
        if (one.IsGeographic != other.IsGeographic || !AreSame(one.Geographic.Datum, other.Geographic.Datum)
            || !IsNear(one.Unit.Factor, other.Unit.Factor, 1e-8))
        {
            return false;
        }

        if (one.Conversion is not { } a || other.Conversion is not { } b)
        {
            return true;
        }

        bool sameAxes = one.Axes.Count < 2 || one.PlaneAxes == other.PlaneAxes;
        bool sphere = other.Geographic.Datum.Ellipsoid.E == 0;
        return sameAxes && Spherical(a.MethodCode, sphere) == Spherical(b.MethodCode, sphere) && b.Parameters.All(parameter =>
        {
            double value = a[
                parameter.Parameter,
                parameter.Unit.Kind == UnitKind.Scale ? 1
                    : parameter.Parameter == ProjectionParameter.RectifiedGridAngle ? a[ProjectionParameter.Azimuth] : 0];
            double difference = parameter.Unit.Kind == UnitKind.Angle
                ? Math.IEEERemainder(value - parameter.InBaseUnit, 2 * Math.PI) : value - parameter.InBaseUnit;
            return double.Abs(difference) <= (parameter.Unit.Kind == UnitKind.Length ? 1e-4 : 1e-10);
        });
    }

    // A datum's shift is of its whole area; the one that was chosen for a system of EPSG with the same definition fits that system's area better.
    private static DatumShift? ShiftOfTheSame(CoordinateSystem system)
    {
        HashSet<int> datums = [.. DatumsOf(system.Geographic.Datum).Select(datum => datum.Code!.Value)];
        return EpsgTable.ProjectedOn(datums).Where(published => AreSame(system, published)).Select(published => published.Shift)
            .MinBy(shift => shift?.AccuracyMetres ?? double.MaxValue);
    }

    private static IEnumerable<Datum> DatumsOf(Datum datum) =>
        (datum.Code is { } code ? EpsgTable.FindDatum(code) is { } one ? [one] : [] : EpsgTable.FindDatums(datum.Name)).Where(
        known => AreSame(datum.Ellipsoid, known.Ellipsoid));

    // "Unspecified datum based upon the GRS 1980 Authalic Sphere".
    private const int AuthalicSphere = 4047;

    /// <summary>EPSG's shift of a datum that a file names by code or by name; null where its ellipsoid is another, or EPSG has none.</summary>
    /// <remarks>Grids on a sphere of their own (MODIS, EASE) take geodetic latitudes for the sphere's: they have the shift of EPSG's unspecified
    /// datums on spheres.</remarks>
    public static DatumShift? ShiftOf(GeographicSystem system)
    {
        if (system.Code is { } code && EpsgTable.FindGeographic(code) is { } known
            && AreSame(system.Datum.Ellipsoid, known.Geographic.Datum.Ellipsoid))
        {
            return known.Shift;
        }

        return DatumsOf(system.Datum).Select(known => EpsgTable.FindShiftOfDatum(known.Code!.Value)).FirstOrDefault(shift => shift is not null)
            ?? (system.Datum.Ellipsoid.E == 0 ? EpsgTable.FindGeographic(AuthalicSphere)?.Shift : null);
    }

    private static bool AreSame(Datum one, Datum other) =>
        AreSame(one.Ellipsoid, other.Ellipsoid) && double.Abs(one.Meridian.Radians - other.Meridian.Radians) < 1e-9;

    private static bool AreSame(Ellipsoid one, Ellipsoid other) =>
        IsNear(one.SemiMajorAxis, other.SemiMajorAxis, 1e-9) && double.Abs(one.Flattening - other.Flattening) < 1e-11;

    // On a sphere the spherical methods are the same as their ellipsoidal ones, and WKT 1 has one name for both.
    private static int Spherical(int method, bool sphere) => (method, sphere) switch
    {
        (1027, true) => 9820,
        (9834, true) => 9835,
        (1029 or 9823, true) => 1028,
        (1026 or 9841, true) => 9804,
        _ => method,
    };

    // What the file states counts; where EPSG publishes the same parameters, their accuracy is known.
    private static DatumShift? Merge(DatumShift? published, DatumShift? stated) =>
        stated is null ? published : published is not null && IsSame(published.Parameters, stated.Parameters) ? published : stated;

    private static bool IsSame(HelmertParameters a, HelmertParameters b) =>
        double.Abs(a.Dx - b.Dx) < 1e-3 && double.Abs(a.Dy - b.Dy) < 1e-3 && double.Abs(a.Dz - b.Dz) < 1e-3 && double.Abs(a.Rx - b.Rx) < 1e-4
        && double.Abs(a.Ry - b.Ry) < 1e-4
        && double.Abs(a.Rz - b.Rz) < 1e-4 && double.Abs(a.Scale - b.Scale) < 1e-3;

    private static bool IsNear(double a, double b, double share) => double.Abs(a - b) <= share * double.Abs(b);
}
