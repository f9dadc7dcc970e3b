namespace SkyScribe.Geo.Tiff;

/// <summary>The GeoKeys of a GeoTIFF (GeoTIFF 1.1, section 7.1): which coordinate reference system its coordinates are in.</summary>
internal sealed class GeoKeys
{
    public const int ModelType = 1024, RasterType = 1025, PixelIsPoint = 2, GeodeticCrs = 2048, ProjectedCrs = 3072, Citation =
        1026, ProjectedCitation = 3073;

    private const int MostKeys = 256, MostDoubles = 1024, MostText = 1 << 16;
    private readonly Dictionary<int, object> _values = [];

    private GeoKeys()
    {
    }

    /// <summary>Key numbers with their values: <see cref="int"/>, <see cref="double"/> arrays or <see cref="string"/>.</summary>
    public IReadOnlyDictionary<int, object> Values => _values;

    /// <summary>Reads them.</summary>
    /// <returns>null where the file has none</returns>
    /// <exception cref="GeoException">They are damaged.</exception>
    public static GeoKeys? Read(TiffDirectory directory)
    {
        string name = directory.Source.Name, field = TiffTag.Name(TiffTag.GeoKeyDirectory);
        if (directory.Numbers(TiffTag.GeoKeyDirectory, 4 + (4 * MostKeys)) is not { } list)
        {
            return null;
        }

        if (list.Length < 4 || list.Length < 4 + (4 * list[3]))
        {
            throw new GeoException(name, field, $"{list.Length} numbers", "four, and four more for each key: the file is damaged");
        }

        double[] doubles = directory.Doubles(TiffTag.GeoDoubleParameters, MostDoubles) ?? [];
        string text = directory.Text(TiffTag.GeoAsciiParameters, MostText) ?? "";
        var keys = new GeoKeys();
        for (int i = 0; i < list[3]; i++)
        {
            var entry = list.AsSpan(4 + (4 * i), 4);
            int count = (int)entry[2], at = (int)entry[3];
            object? value = entry[1] switch
            {
                0 => at,
                TiffTag.GeoDoubleParameters when at + count <= doubles.Length => doubles[at..(at + count)],
                TiffTag.GeoAsciiParameters when at <= text.Length => text[at..Math.Min(at + count, text.Length)].TrimEnd('|'),
                TiffTag.GeoKeyDirectory when at < list.Length => (int)list[at],
                _ => null,
            };
            keys._values[(int)entry[0]] = value ?? throw new GeoException(
                name, field, $"key {entry[0]} with {count} values at {at} of tag {entry[1]}", "a place within that tag: the file is damaged");
        }

        return keys;
    }

    /// <summary>A key of one whole number; null where it is absent or of another kind.</summary>
    public int? Number(int key) => _values.TryGetValue(key, out object? value) && value is int number ? number : null;

    /// <summary>A key of text; null where it is absent or of another kind.</summary>
    public string? Text(int key) => _values.TryGetValue(key, out object? value) ? value as string : null;
}
