using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>A place on a system's own datum and the same place on WGS 84 as libproj has it; radians from Greenwich. Inner places are the middle and
/// the quarters of the system's area.</summary>
internal readonly record struct Pair(double Longitude, double Latitude, double ToLongitude, double ToLatitude, bool Inner)
{
    /// <summary>Whether libproj knows no transformation here and takes longitude and latitude as they are.</summary>
    public bool Untouched =>
        double.Abs(Math.IEEERemainder(Longitude - ToLongitude, 2 * Math.PI)) < 1e-12 && double.Abs(Latitude - ToLatitude) < 1e-12;
}

/// <summary>Chooses the Helmert parameters of a system and measures them against the best that libproj does, over the system's area of use.</summary>
internal sealed class Shifts(nint context, PublishedShifts published)
{
    // Satellite datums on these ellipsoids drift by up to 8 cm a year from each other; 5 m covers sixty years and NAD 83's offset of 2 m.
    private const double SatelliteAccuracy = 5;
    private static readonly HashSet<int> SatelliteEllipsoids = [7019, 7030, 1024, 1025];

    /// <summary>The shift; null where nothing is known.</summary>
    /// <param name="geographicCode">of the longitudes and latitudes</param>
    public DatumShift? Choose(int geographicCode, string geographicName, Ellipsoid ellipsoid, GeographicArea area, IReadOnlyList<Pair> pairs)
    {
        if (geographicCode == 4326)
        {
            return DatumShift.None;
        }

        if (ellipsoid.E != 0 && (geographicName.StartsWith("Unknown datum", StringComparison.Ordinal)
            || geographicName.StartsWith("Unspecified datum", StringComparison.Ordinal)))
        {
            return null;   // on a sphere, latitudes are by convention those of the ellipsoid
        }

        DatumShift? best = null;
        double least = double.PositiveInfinity;
        bool ballparkFirst = false, first = true;
        nint source = NativeProj.proj_create(context, $"EPSG:{geographicCode}"), target = NativeProj.proj_create(context, "EPSG:4326");
        nint factory = NativeProj.proj_create_operation_factory_context(context, null);
        NativeProj.proj_operation_factory_context_set_area_of_interest(context, factory, area.West, area.South, area.East, area.North);
        NativeProj.proj_operation_factory_context_set_spatial_criterion(context, factory, 1);           // an intersection is enough
        NativeProj.proj_operation_factory_context_set_grid_availability_use(context, factory, 3);       // ignored
        nint list = NativeProj.proj_create_operations(context, source, target, factory);
        for (int i = 0; i < NativeProj.proj_list_get_count(list); i++)
        {
            nint operation = NativeProj.proj_list_get(context, list, i);
            bool ballpark = NativeProj.proj_coordoperation_has_ballpark_transformation(context, operation) != 0;
            ballparkFirst |= first && ballpark;
            first = false;
            double accuracy = NativeProj.proj_coordoperation_get_accuracy(context, operation);
            if (!ballpark && Pipeline.Read(NativeProj.Text(NativeProj.proj_as_proj_string(context, operation, 0, 0))) is { } parameters)
            {
                var candidate = new DatumShift(
                    NativeProj.Text(NativeProj.proj_get_name(operation)), ShiftOrigin.Published, Math.Max(accuracy, 0.1), parameters);
                double miss = Miss(ellipsoid, candidate, pairs, everywhere: false);
                if (miss < least - Math.Max(0.05, 0.1 * candidate.AccuracyMetres!.Value))
                {
                    (best, least) = (candidate with { AccuracyMetres = RoundUp(Math.Max(candidate.AccuracyMetres!.Value, miss)) }, miss);
                }
            }

            NativeProj.proj_destroy(operation);
        }

        NativeProj.proj_list_destroy(list);
        NativeProj.proj_operation_factory_context_destroy(factory);
        NativeProj.proj_destroy(source);
        NativeProj.proj_destroy(target);

        // libproj then takes longitude and latitude as they are, in the whole area or for the most part of it.
        var none = new DatumShift("", ShiftOrigin.Unknown, 0, default);
        double unshifted = Miss(ellipsoid, none, pairs, everywhere: true);
        if (best is not null && !(unshifted < least && (ballparkFirst || least > 20 * best.AccuracyMetres)))
        {
            return best;
        }

        if (ellipsoid.Code is { } code && SatelliteEllipsoids.Contains(code) && !geographicName.Contains("IRF", StringComparison.Ordinal)
            && !geographicName.Contains("Intermediate", StringComparison.Ordinal))
        {
            return new DatumShift("a satellite datum, the same as WGS 84 within the accuracy", ShiftOrigin.SameWithinAccuracy,
                RoundUp(Math.Max(SatelliteAccuracy, unshifted)), default);
        }

        double? bound = published.Greatest(area);
        return bound is null
            ? null
            : new DatumShift("no published parameters for the area: not shifted", ShiftOrigin.Unknown, 50
            * Math.Ceiling(Math.Max(bound.Value, unshifted) / 50), default);
    }

    /// <summary>The greatest distance between what a shift and what libproj makes of the same places, in metres.</summary>
    /// <param name="everywhere">also at outer places where libproj knows no transformation: a box around an area holds such places, beyond the border
    /// or at sea</param>
    public static double Miss(Ellipsoid ellipsoid, DatumShift shift, IReadOnlyList<Pair> pairs, bool everywhere)
    {
        var helmert = new HelmertShift(ellipsoid, shift);
        double greatest = 0;
        foreach (Pair pair in pairs)
        {
            if (everywhere || pair.Inner || !pair.Untouched)
            {
                (double longitude, double latitude) = helmert.ToWgs84(pair.Longitude, pair.Latitude);
                greatest = Math.Max(greatest, Distance(longitude, latitude, pair.ToLongitude, pair.ToLatitude));
            }
        }

        return greatest;
    }

    /// <summary>The distance of two near places, in metres.</summary>
    public static double Distance(double longitude, double latitude, double otherLongitude, double otherLatitude) =>
        double.Hypot(Math.IEEERemainder(longitude - otherLongitude, 2 * Math.PI) * Math.Cos(latitude), latitude - otherLatitude) * 6378137;

    private static double RoundUp(double metres) => metres <= 10 ? Math.Ceiling((metres * 10) - 1e-6) / 10 : Math.Ceiling(metres);
}
