namespace SkyScribe.Geo.Search;

/// <summary>Names of columns as somebody else's file has them, made fit for every format.</summary>
internal static class ColumnNames
{
    // Of the formats' own columns, and of those that a search adds.
    private static readonly string[] Taken = ["fid", "geom", "geometry", "bbox", "wkt", "crs", "rank", "likeness"];

    /// <summary>Different names without control characters: databases compare them without regard to case.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(Taken, StringComparer.OrdinalIgnoreCase);
        var fit = new List<string>();
        foreach (string name in names)
        {
            string cleaned = string.Concat(name.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '_' : letter));
            string one = cleaned.Length == 0 ? "_" : cleaned;
            for (int number = 2; !taken.Add(one); number++)
            {
                one = FormattableString.Invariant($"{cleaned}_{number}");
            }

            fit.Add(one);
        }

        return fit;
    }
}
