using System.Globalization;

namespace SkyScribe.EpsgTable;

/// <summary>EPSG's packed angles as degrees.</summary>
internal static class Angles
{
    /// <summary>A value and its unit; DDD.MMSSsss (unit 9110) and DDD.MMm (9111) become degrees (9102).</summary>
    public static (double Value, string Unit) Plain(string value, string unit)
    {
        if (unit is not ("9110" or "9111"))
        {
            return (Database.Parse(value), unit);
        }

        decimal packed = decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture), size = Math.Abs(packed), degrees =
            Math.Floor(size), minutes = (size - degrees) * 100;
        decimal plain = unit == "9111" ? degrees + (minutes / 60) : degrees + (Math.Floor(minutes) / 60)
            + ((minutes - Math.Floor(minutes)) * 100 / 3600);
        return ((double)(packed < 0 ? -plain : plain), "9102");
    }
}
