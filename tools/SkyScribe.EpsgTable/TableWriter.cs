using System.Globalization;

using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>Writes the lines of the table: one record a line, fields between tabs, the record's kind in the first.</summary>
internal sealed class TableWriter(Database database, nint context)
{
    private const int Steps = 8;
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, Ellipsoid> _ellipsoids = [];
    private readonly Dictionary<string, Datum> _datums = [];
    private readonly Dictionary<string, Unit> _units = [];
    private readonly Dictionary<int, GeographicSystem> _geographic = [];
    private readonly Dictionary<string, Conversion> _conversions = [];
    private readonly Dictionary<string, (string Unit, Axis[] Axes)> _axes = [];
    private readonly Dictionary<DatumShift, int> _shifts = [];

    /// <summary>All lines.</summary>
    public List<string> Write()
    {
        string[] version = [.. database.Rows(
            "select value from metadata where key in ('EPSG.VERSION', 'EPSG.DATE', 'PROJ.VERSION') order by key desc").Select(row => row[0])];
        _lines.Add($"#\tEPSG {version[1]} of {version[2]}, by way of PROJ {version[0]}");
        Units();
        Ellipsoids();
        Datums();
        CoordinateSystems();
        GeographicSystems();
        Conversions();
        return _lines;
    }

    /// <summary>The lines of all longitudes and latitudes and of all projected systems.</summary>
    public void Systems(Action<string> tell)
    {
        var chooser = new Shifts(context, new PublishedShifts(database, code => _geographic[code].Datum.Ellipsoid));
        Dictionary<string, GeographicArea> areas = database.Areas("geodetic_crs");
        foreach ((int code, GeographicSystem system) in _geographic.OrderBy(pair => pair.Key))
        {
            string key = code.ToString(CultureInfo.InvariantCulture);
            GeographicArea area = areas.GetValueOrDefault(key, new GeographicArea(-180, -90, 180, 90));
            using var transform = new ProjTransform(context, $"EPSG:{code}", "EPSG:4326");
            DatumShift? shift = transform.Exists
                ? chooser.Choose(code, system.Name, system.Datum.Ellipsoid, area, Pairs(system, area, transform, null)) : null;
            _lines.Add(
                $"G\t{code}\t{system.Datum.Code}\t{system.Unit.Code}\t{(system.LongitudeFirst ? "lon" : "lat")}\t{Shift(shift)}\t{Area(area)}\t{system.Name}");
        }

        areas = database.Areas("projected_crs");
        int done = 0, unsupported = 0, failed = 0;
        foreach (string[] row in database.Rows("""
            select code, name, geodetic_crs_code, conversion_code, coordinate_system_code from projected_crs where auth_name = 'EPSG' and text_definition is null order by code
            """))
        {
            GeographicArea area = areas.GetValueOrDefault(row[0], new GeographicArea(-180, -90, 180, 90));
            if (!_geographic.TryGetValue(int.Parse(row[2], CultureInfo.InvariantCulture), out GeographicSystem? geographic)
                || !_conversions.TryGetValue(row[3], out Conversion? conversion))
            {
                tell($"{row[0]} {row[1]}: left out, its base is no longitude and latitude in two dimensions");
                continue;
            }

            using var transform = new ProjTransform(context, $"EPSG:{row[0]}", "EPSG:4326");
            using var own = new ProjTransform(context, $"EPSG:{row[0]}", $"EPSG:{geographic.Code}");
            using var plain = new ProjTransform(context, $"EPSG:{geographic.Code}", "EPSG:4326");
            List<Pair> pairs = transform.Exists ? Pairs(geographic, area, transform, own) : [];
            bool computed = pairs.Count > 0;
            pairs = computed ? pairs : Pairs(geographic, area, plain, null);
            DatumShift? shift = pairs.Count > 0 ? chooser.Choose(geographic.Code!.Value, geographic.Name, geographic.Datum.Ellipsoid, area, pairs)
                : null;
            var system = new CoordinateSystem { Name = row[1], Geographic = geographic, Conversion = conversion, Unit = _units[_axes[row[4]].Unit],
                Axes = _axes[row[4]].Axes };
            if (system.CreateProjection() is null || !computed)
            {
                unsupported++;
                tell($"{row[0]} {row[1]}: {conversion.MethodName} is not computed {(computed ? "here" : "by libproj")}");
            }
            else if (Miss(system, pairs, own) is var miss && !(miss < 0.001))
            {
                failed++;
                tell(string.Create(CultureInfo.InvariantCulture, $"{row[0]} {row[1]}: {conversion.MethodName} differs from libproj by {miss:R} m"));
            }

            _lines.Add($"P\t{row[0]}\t{row[2]}\t{row[3]}\t{row[4]}\t{Shift(shift)}\t{Area(area)}\t{row[1]}");
            done++;
        }

        tell($"{done} projected systems: {unsupported} of methods that are not computed, {failed} that differ from libproj by more than 1 mm");
    }

    // The places of the area on the system's own datum, with what libproj makes of them on WGS 84. The quarters of the area come first.
    private static List<Pair> Pairs(GeographicSystem system, GeographicArea area, ProjTransform toWgs84, ProjTransform? toOwn)
    {
        List<Pair> pairs = [];
        foreach ((double longitude, double latitude, bool inner) in Grid.Inside(area, Steps))
        {
            (double x, double y) = toWgs84.Inverse(longitude, latitude);
            (double toLongitude, double toLatitude) = toWgs84.Forward(x, y);
            if (toOwn is not null)
            {
                (x, y) = toOwn.Forward(x, y);
            }

            if (double.IsFinite(x) && double.IsFinite(toLongitude))
            {
                double unit = system.Unit.Factor;
                pairs.Add(new Pair((x * unit) + system.Datum.Meridian.Radians, y * unit, toLongitude * Math.PI / 180, toLatitude * Math.PI
                    / 180, inner));
            }
        }

        return pairs;
    }

    // The greatest difference between our and libproj's projection of the same places, in metres.
    private static double Miss(CoordinateSystem system, IReadOnlyList<Pair> pairs, ProjTransform toOwn)
    {
        var ours = new CoordinateTransform(system, system.CreateProjection(), DatumShift.None);
        double greatest = 0, unit = system.Geographic.Unit.Factor, meridian = system.Geographic.Datum.Meridian.Radians;
        foreach (Pair pair in pairs)
        {
            (double x, double y) = toOwn.Inverse((pair.Longitude - meridian) / unit, pair.Latitude / unit);
            if (double.IsFinite(x))
            {
                (double ourX, double ourY) = ours.FromDatum(pair.Longitude, pair.Latitude);
                double miss = double.Hypot(ourX - x, ourY - y) * system.Unit.Factor;
                greatest = double.IsNaN(miss) ? double.PositiveInfinity : Math.Max(greatest, miss);
            }
        }

        return greatest;
    }

    private void Units()
    {
        foreach (string[] row in database.Rows(
            "select code, type, conv_factor, name from unit_of_measure where auth_name = 'EPSG' and type in ('length', 'angle', 'scale') and conv_factor is not null order by code"))
        {
            UnitKind kind = row[1] == "length" ? UnitKind.Length : row[1] == "angle" ? UnitKind.Angle : UnitKind.Scale;
            double factor = row[0] is "9102" or "9122" ? Unit.Degree.Factor : Database.Parse(row[2]);
            string name = row[0] == "9122" ? "degree" : row[3];
            _units[row[0]] = new Unit(name, factor, kind, int.Parse(row[0], CultureInfo.InvariantCulture));
            _lines.Add($"U\t{row[0]}\t{row[1]}\t{Database.Number(factor)}\t{name}");
        }
    }

    private void Ellipsoids()
    {
        foreach (string[] row in database.Rows(
            "select code, semi_major_axis, uom_code, inv_flattening, semi_minor_axis, name from ellipsoid where auth_name = 'EPSG' order by code"))
        {
            double unit = _units[row[2]].Factor, a = Database.Parse(row[1]);
            double inverse = row[3].Length > 0 ? Database.Parse(row[3]) : a == Database.Parse(row[4]) ? 0 : a / (a - Database.Parse(row[4]));
            _ellipsoids[row[0]] = new Ellipsoid(row[5], a * unit, inverse, int.Parse(row[0], CultureInfo.InvariantCulture));
            _lines.Add($"E\t{row[0]}\t{Database.Number(a * unit)}\t{Database.Number(inverse)}\t{row[5]}");
        }
    }

    private void Datums()
    {
        Dictionary<string, PrimeMeridian> meridians = [];
        foreach (string[] row in database.Rows("select code, longitude, uom_code, name from prime_meridian where auth_name = 'EPSG' order by code"))
        {
            (double longitude, string unit) = Angles.Plain(row[1], row[2]);
            meridians[row[0]] = new PrimeMeridian(row[3], longitude, _units[unit], int.Parse(row[0], CultureInfo.InvariantCulture));
            _lines.Add($"M\t{row[0]}\t{Database.Number(longitude)}\t{unit}\t{row[3]}");
        }

        ILookup<string, string> aliases = database.Rows(
            "select code, alt_name from alias_name where table_name = 'geodetic_datum' and auth_name = 'EPSG' order by alt_name")
            .ToLookup(row => row[0], row => row[1]);
        foreach (string[] row in database.Rows(
            "select code, ellipsoid_code, prime_meridian_code, name from geodetic_datum where auth_name = 'EPSG' order by code"))
        {
            _datums[row[0]] = new Datum(row[3], _ellipsoids[row[1]], meridians[row[2]], int.Parse(row[0], CultureInfo.InvariantCulture));
            _lines.Add($"D\t{row[0]}\t{row[1]}\t{row[2]}\t{row[3]}\t{string.Join('|', aliases[row[0]].Distinct().Where(alias => alias != row[3]))}");
        }
    }

    private void CoordinateSystems()
    {
        foreach (IGrouping<string, string[]> system in database.Rows("""
            select coordinate_system_code, uom_code, name, abbrev, orientation from axis where coordinate_system_auth_name = 'EPSG'
            and coordinate_system_code in (select coordinate_system_code from projected_crs where auth_name = 'EPSG') and coordinate_system_order < 3 order by coordinate_system_code, coordinate_system_order
            """).GroupBy(row => row[0]))
        {
            _axes[system.Key] = (system.First()[1], [.. system.Select(row => new Axis(row[2], row[3], row[4]))]);
            _lines.Add($"C\t{system.Key}\t{system.First()[1]}\t{string.Join('\t', system.Select(row => $"{row[2]}\t{row[3]}\t{row[4]}"))}");
        }
    }

    private void GeographicSystems()
    {
        foreach (string[] row in database.Rows("""
            select g.code, g.name, g.datum_code, a.uom_code, a.orientation from geodetic_crs g join axis a on a.coordinate_system_code = g.coordinate_system_code
            and a.coordinate_system_auth_name = 'EPSG' and a.coordinate_system_order = 1
            where g.auth_name = 'EPSG' and (g.type = 'geographic 2D' or g.code in (select geodetic_crs_code from projected_crs where auth_name = 'EPSG')) and g.datum_code is not null order by g.code
            """))
        {
            int code = int.Parse(row[0], CultureInfo.InvariantCulture);
            string unit = row[3] is "9107" or "9108" or "9102" ? "9122" : row[3];
            _geographic[code] = new GeographicSystem(row[1], _datums[row[2]], _units[unit], code, row[4] == "east");
        }
    }

    private void Conversions()
    {
        foreach (string[] row in database.Rows("""
            select c.code, c.name, c.method_code, m.name, param1_code, param1_value, param1_uom_code, param2_code, param2_value, param2_uom_code, param3_code, param3_value, param3_uom_code,
            param4_code, param4_value, param4_uom_code, param5_code, param5_value, param5_uom_code, param6_code, param6_value, param6_uom_code, param7_code, param7_value, param7_uom_code
            from conversion_table c join conversion_method m on m.auth_name = c.method_auth_name and m.code = c.method_code
            where c.auth_name = 'EPSG' and c.code in (select conversion_code from projected_crs where auth_name = 'EPSG') order by c.code
            """))
        {
            List<ParameterValue> parameters = [];
            string text = "";
            for (int i = 4; i + 2 < row.Length && row[i].Length > 0; i += 3)
            {
                (double value, string unit) = Angles.Plain(row[i + 1], row[i + 2]);
                parameters.Add(new ParameterValue((ProjectionParameter)int.Parse(row[i], CultureInfo.InvariantCulture), value, _units[unit]));
                text += $"\t{row[i]}\t{Database.Number(value)}\t{unit}";
            }

            _conversions[row[0]] = new Conversion(
                row[1], int.Parse(row[2], CultureInfo.InvariantCulture), row[3], parameters, int.Parse(row[0], CultureInfo.InvariantCulture));
            _lines.Add($"V\t{row[0]}\t{row[2]}\t{row[3]}\t{row[1]}{text}");
        }
    }

    private string Shift(DatumShift? shift)
    {
        if (shift is null)
        {
            return "";
        }

        if (!_shifts.TryGetValue(shift, out int index))
        {
            _shifts[shift] = index = _shifts.Count;
            HelmertParameters h = shift.Parameters;
            double[] values = [h.Dx, h.Dy, h.Dz, h.Rx, h.Ry, h.Rz, h.Scale];
            _lines.Add(
                $"T\t{index}\t{shift.Origin}\t{Database.Number(shift.AccuracyMetres!.Value)}\t{string.Join('\t', values.Select(value => Database.Number(Math.Round(value, 9))))}\t{shift.Name}");
        }

        return index.ToString(CultureInfo.InvariantCulture);
    }

    private static string Area(GeographicArea area) =>
        string.Join('\t', new[] { area.West, area.South, area.East, area.North }.Select(Database.Number));
}
