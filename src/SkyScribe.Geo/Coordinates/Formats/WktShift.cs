using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads the shift to WGS 84 that a text states: TOWGS84 of WKT 1, or the abridged transformation of a bound system of WKT 2.</summary>
internal static class WktShift
{
    /// <summary>DATUM[..., TOWGS84[dx, dy, dz, rx, ry, rz, s]]; null where it has none.</summary>
    public static DatumShift? OfDatum(WktNode? datum)
    {
        if (datum?.Child("TOWGS84") is not { Values.Count: 3 or 7 } node)
        {
            return null;
        }

        double?[] v = [.. Enumerable.Range(0, 7).Select(i => i < node.Values.Count ? node.Number(i) : 0)];
        return v.Any(value => value is null || double.Abs(value.Value) > 1e5) ? null
            : Stated(new HelmertParameters(v[0]!.Value, v[1]!.Value, v[2]!.Value, v[3]!.Value, v[4]!.Value, v[5]!.Value, v[6]!.Value));
    }

    /// <summary>BOUNDCRS to WGS 84 by seven or three parameters; null where it is another transformation.</summary>
    public static DatumShift? OfBound(WktNode bound)
    {
        if (bound.Child("ABRIDGEDTRANSFORMATION") is not { } transformation || bound.Child("TARGETCRS") is not { Children: [var target, ..] }
            || EpsgTable.Simplify(target.Name) is not ("WGS84" or "WGS1984" or "GCSWGS1984"))
        {
            return null;
        }

        string method = transformation.Child("METHOD")?.Name ?? "";
        double sign = method.StartsWith("Coordinate Frame", StringComparison.OrdinalIgnoreCase) ? -1
            : method.StartsWith("Position Vector", StringComparison.OrdinalIgnoreCase)
            || method.StartsWith("Geocentric translations", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (sign == 0)
        {
            return null;
        }

        double Get(string name, double unit)
        {
            WktNode? node = transformation.Children.FirstOrDefault(
                child => child.Keyword == "PARAMETER" && child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            double value = node?.Number(1) ?? 0, factor = node?.Child("LENGTHUNIT", "ANGLEUNIT", "SCALEUNIT", "UNIT")?.Number(1) ?? unit;
            return name == "Scale difference" && node?.Child("SCALEUNIT") is null && double.Abs(value - 1) < 0.1 ? (value - 1) / unit : value * factor
                / unit;
        }

        double second = Unit.ArcSecond.Factor;
        return Stated(new HelmertParameters(
            Get("X-axis translation", 1), Get("Y-axis translation", 1), Get("Z-axis translation", 1), sign * Get("X-axis rotation", second), sign
            * Get("Y-axis rotation", second),
            sign * Get("Z-axis rotation", second), Get("Scale difference", 1e-6)));
    }

    /// <summary>A shift that a file states.</summary>
    public static DatumShift Stated(HelmertParameters parameters) => new("as the file states it", ShiftOrigin.StatedByFile, null, parameters);
}
