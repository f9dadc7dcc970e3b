using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Web.Endpoints;

/// <summary>Four numbers with commas between them.</summary>
internal static class BoxQuery
{
    /// <summary>Reads a box in pixels: left, top, right, bottom.</summary>
    public static double[]? Pixels(string? text) => Read(text, "box") is not { } box ? null
        : box[0] < box[2] && box[1] < box[3] ? box : throw Wrong("box", text!, "left,top,right,bottom with left < right and top < bottom");

    /// <summary>Reads a box in degrees: west, south, east, north; of six numbers the heights do not count.</summary>
    public static double[]? Degrees(string? text) => Read(text, "bbox") is not { } box ? null
        : box[1] <= box[3] && Math.Abs(box[1]) <= 90 && Math.Abs(box[3]) <= 90 && Math.Abs(box[0]) <= 360 && Math.Abs(box[2]) <= 360 ? box
        : throw Wrong("bbox", text!, "west,south,east,north in degrees, south below north");

    /// <summary>Reads a box in coordinates of a map: the lesser and the greater ones in the order of the system's axes.</summary>
    public static double[]? Coordinates(string? text) => Read(text, "bbox") is not { } box ? null
        : box[0] <= box[2] && box[1] <= box[3] ? box : throw Wrong("bbox", text!, "the lesser two coordinates before the greater two, in the order of bbox-crs");

    private static double[]? Read(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        double[] numbers = [.. text.Split(',').Take(7).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return !numbers.All(double.IsFinite) ? throw Wrong(name, text, "four numbers with commas between them") : numbers switch
        {
            [_, _, _, _] => numbers,
            [var west, var south, _, var east, var north, _] => [west, south, east, north],
            _ => throw Wrong(name, text, "four numbers with commas between them"),
        };
    }

    private static OptionException Wrong(string name, string text, string expected) =>
        new($"{name}: found {SkyScribeException.Quote(text)}, expected {expected}");
}
