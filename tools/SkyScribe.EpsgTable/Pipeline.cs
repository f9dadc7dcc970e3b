using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>The Helmert parameters in a transformation that libproj writes as a pipeline.</summary>
internal static class Pipeline
{
    private static readonly HashSet<string> Harmless = ["pipeline", "axisswap", "unitconvert", "longlat", "push", "pop", "cart", "noop"];

    /// <summary>The parameters of all steps together; null where a step is anything but a Helmert transformation, such as a grid.</summary>
    /// <remarks>Steps are added up, which neglects products of rotations (below 1e-8): the table's accuracy is measured with the sum.</remarks>
    public static HelmertParameters? Read(string pipeline)
    {
        var sum = default(HelmertParameters);
        string[] steps = pipeline.Contains("+step", StringComparison.Ordinal) ? pipeline.Split("+step", StringSplitOptions.TrimEntries) : [pipeline];
        foreach (string step in steps)
        {
            Dictionary<string, string> words = step.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(word => word.TrimStart('+').Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
            string kind = words.GetValueOrDefault("proj", "pipeline");
            if (Harmless.Contains(kind))
            {
                continue;
            }

            if (kind is not ("helmert" or "molobadekas"))
            {
                return null;
            }

            double sign = words.GetValueOrDefault("convention") == "coordinate_frame" ? -1 : 1;
            var h = new HelmertParameters(Get("x"), Get("y"), Get("z"), sign * Get("rx"), sign * Get("ry"), sign * Get("rz"), Get("s"));
            if (kind == "molobadekas")
            {
                (double px, double py, double pz) = (Get("px"), Get("py"), Get("pz"));
                (double mx, double my, double mz) = Turn(h, px, py, pz);
                h = h with { Dx = h.Dx + px - mx, Dy = h.Dy + py - my, Dz = h.Dz + pz - mz };
            }

            if (words.ContainsKey("inv"))
            {
                var back = new HelmertParameters(0, 0, 0, -h.Rx, -h.Ry, -h.Rz, -h.Scale);
                (double ix, double iy, double iz) = Turn(back, h.Dx, h.Dy, h.Dz);
                h = back with { Dx = -ix, Dy = -iy, Dz = -iz };
            }

            (double tx, double ty, double tz) = Turn(h with { Dx = 0, Dy = 0, Dz = 0 }, sum.Dx, sum.Dy, sum.Dz);
            sum = new HelmertParameters(h.Dx + tx, h.Dy + ty, h.Dz + tz, h.Rx + sum.Rx, h.Ry + sum.Ry, h.Rz + sum.Rz, h.Scale + sum.Scale);

            double Get(string name) => words.TryGetValue(name, out string? text) ? Database.Parse(text) : 0;
        }

        return sum;
    }

    private static (double X, double Y, double Z) Turn(HelmertParameters h, double x, double y, double z)
    {
        double second = Unit.ArcSecond.Factor, scale = 1 + (h.Scale * 1e-6), rx = h.Rx * second, ry = h.Ry * second, rz = h.Rz * second;
        return (scale * (x - (rz * y) + (ry * z)), scale * ((rz * x) + y - (rx * z)), scale * (-(ry * x) + (rx * y) + z));
    }
}
