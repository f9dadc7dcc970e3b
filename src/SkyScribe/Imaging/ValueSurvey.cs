using System.Globalization;

namespace SkyScribe.Imaging;

/// <summary>Puts into a sentence what the pictures of a data set hold beyond 8 bits, and what becomes of it.</summary>
internal static class ValueSurvey
{
    private const int MostPictures = 32;

    /// <summary>Looks at some pictures, evenly spaced over a list of files; what cannot be read is passed over, since training says so
    /// itself.</summary>
    /// <param name="paths">the files</param>
    /// <param name="preprocessing">how they are read</param>
    /// <returns>null where all have 8 bits and are taken as they are</returns>
    public static string? Of(IReadOnlyList<string> paths, Preprocessing preprocessing)
    {
        int count = Math.Min(MostPictures, paths.Count);
        List<Stretch?> found = [];
        for (int i = 0; i < count; i++)
        {
            try
            {
                found.Add(ImageReader.ReadResized(paths[(int)((long)i * paths.Count / count)], preprocessing).Stretch);
            }
            catch (ImageException)
            {
            }
        }

        return Of(found);
    }

    /// <summary>The same of pictures that were read.</summary>
    /// <param name="pictures">how each one's values became 8 bits; null for one whose values were stored so</param>
    /// <returns>null where all are null</returns>
    public static string? Of(IReadOnlyList<Stretch?> pictures)
    {
        Stretch[] found = [.. pictures.OfType<Stretch>()], stretched = [.. found.Where(one => one.IsApplied)];
        if (found.Length == 0)
        {
            return null;
        }

        string types = string.Join(" and ", found.Select(one => one.Type.Name).Distinct().Order(StringComparer.Ordinal));
        string range = string.Create(
            CultureInfo.InvariantCulture, $"from {found.Min(one => one.Smallest):0.####} to {found.Max(one => one.Largest):0.####}");
        int dark = found.Count(one => one.IsDark);
        string done = stretched.Length == 0 ? "none of them is stretched"
            : $"{stretched.Length} of them {(stretched.Length == 1 ? "is" : "are")} stretched, each by its own values, as in {stretched[0].Sentence}";
        return $"{found.Length} of {pictures.Count} pictures looked at have {types} values, {range}: {done}"
            + (dark > 0 ? $"; {dark} use less than a quarter of their range and stay nearly black (stretch none)" : "");
    }
}
