using System.Globalization;

namespace SkyScribe.Geo.Layers;

/// <summary>Polygons as text (OGC 06-103r4, section 7).</summary>
internal static class WellKnownText
{
    /// <summary>One polygon.</summary>
    /// <param name="rings">outline, then holes; the first point is not repeated</param>
    public static string Polygon(IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings) => "POLYGON (" + string.Join(", ", rings.Select(ring =>
        "(" + string.Join(", ", ring.Append(ring[0]).Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X} {point.Y}"))) + ")"))
        + ")";

    /// <summary>The polygons of a text; none for other geometries.</summary>
    /// <exception cref="FormatException">It begins as a polygon and is none.</exception>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Read(string text)
    {
        text = text.Trim();
        bool isMany = text.StartsWith("MULTIPOLYGON", StringComparison.OrdinalIgnoreCase);
        if (!isMany && !text.StartsWith("POLYGON", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        int open = text.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? [] : isMany ? [.. Parts(text[open..]).Select(Rings)] : [Rings(text[open..])];   // without brackets: EMPTY
    }

    private static IReadOnlyList<(double X, double Y)>[] Rings(string text)
    {
        IReadOnlyList<(double X, double Y)>[] rings = [.. Parts(text).Select(Ring)];
        return rings.Length > 0 && rings.All(ring => ring.Count > 0) ? rings : throw new FormatException("a polygon without points");
    }

    private static (double X, double Y)[] Ring(string text) => Inside(text).Split(',').Select(Point).ToArray()[..^1];

    private static (double X, double Y) Point(string text)
    {
        string[] numbers = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return numbers.Length is >= 2 and <= 4 ? (Number(numbers[0]), Number(numbers[1])) : throw new FormatException("a point that is no two numbers");
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // The bracketed parts within a pair of brackets, their brackets kept.
    private static IEnumerable<string> Parts(string text)
    {
        string inside = Inside(text);
        int depth = 0, start = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] == '(' && depth++ == 0)
            {
                start = i;
            }
            else if (inside[i] == ')' && --depth == 0)
            {
                yield return inside[start..(i + 1)];
            }
            else if (depth < 0)
            {
                break;
            }
        }

        if (depth != 0)
        {
            throw new FormatException("brackets that do not match");
        }
    }

    private static string Inside(string text)
    {
        text = text.Trim();
        return text.Length >= 2 && text[0] == '(' && text[^1] == ')' ? text[1..^1] : throw new FormatException("no brackets around it");
    }
}
