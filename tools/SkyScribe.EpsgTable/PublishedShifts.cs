using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>All Helmert transformations to WGS 84 that EPSG publishes with their areas: they bound how far a datum may be off where none is published
/// for it.</summary>
internal sealed class PublishedShifts
{
    private readonly List<(HelmertShift Shift, GeographicArea Area)> _shifts = [];

    /// <summary>Reads them.</summary>
    public PublishedShifts(Database database, Func<int, Ellipsoid> ellipsoidOfGeographic)
    {
        Dictionary<string, GeographicArea> areas = database.Areas("helmert_transformation");
        foreach (string[] row in database.Rows("""
            select code, source_crs_code, method_code, tx, ty, tz, rx, ry, rz, scale_difference from helmert_transformation_table h
            where auth_name = 'EPSG' and target_crs_code = 4326 and deprecated = 0 and method_code in (9603, 9606, 9607)
            and translation_uom_code = 9001 and coalesce(rotation_uom_code, 9104) = 9104 and coalesce(scale_difference_uom_code, 9202) = 9202 order by code
            """))
        {
            double sign = row[2] == "9607" ? -1 : 1;
            var parameters = new HelmertParameters(Get(3), Get(4), Get(5), sign * Get(6), sign * Get(7), sign * Get(8), Get(9));
            if (areas.TryGetValue(row[0], out GeographicArea area))
            {
                _shifts.Add((new HelmertShift(ellipsoidOfGeographic(int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)),
                    new DatumShift("", ShiftOrigin.Published, 0, parameters)), area));
            }

            double Get(int column) => row[column].Length == 0 ? 0 : Database.Parse(row[column]);
        }
    }

    /// <summary>How far the published transformation that moves most moves a place of an area, in metres; null where none is published for the
    /// area.</summary>
    public double? Greatest(GeographicArea area)
    {
        double? greatest = null;
        double width = area.East - area.West + (area.East < area.West ? 360 : 0);
        IEnumerable<(double, double)> places = width < 90 ? Grid.Of(area, 4) : Grid.Of(area, 4)
            .Concat(_shifts.Where(shift => area.Contains(shift.Area.West, shift.Area.South)).Select(shift => (shift.Area.West, shift.Area.South)));
        foreach ((double longitude, double latitude) in places)
        {
            foreach ((HelmertShift shift, GeographicArea where) in _shifts)
            {
                if (where.Contains(longitude, latitude, 2))
                {
                    (double l, double p) = (longitude * Math.PI / 180, latitude * Math.PI / 180);
                    (double toLongitude, double toLatitude) = shift.ToWgs84(l, p);
                    greatest = Math.Max(greatest ?? 0, Shifts.Distance(l, p, toLongitude, toLatitude));
                }
            }
        }

        return greatest;
    }
}
