using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using SkyScribe.IO;

namespace SkyScribe.Geo.Rasters;

/// <summary>What the files beside a raster say of it: a world file, a .prj, GDAL's .aux.xml. The raster's own tags come first.</summary>
internal sealed record SideFiles
{
    private const int MostBytes = 1 << 20;

    /// <summary>Of a world file or .aux.xml; null without.</summary>
    public Affine? Transform { get; init; }

    /// <summary>Of a .prj or .aux.xml; null without.</summary>
    public string? Wkt { get; init; }

    /// <summary>Of an .aux.xml; null without.</summary>
    public double? NoData { get; init; }

    /// <summary>Reads what lies beside a raster.</summary>
    /// <param name="path">the raster; null for none</param>
    /// <exception cref="GeoException">A file beside it is damaged.</exception>
    public static SideFiles Read(string? path)
    {
        if (path is null)
        {
            return new SideFiles();
        }

        var side = Existing(path + ".aux.xml") is { } auxiliary ? ReadAuxiliary(auxiliary) : new SideFiles();
        string extension = Path.GetExtension(path);
        string[] worlds = extension.Length > 2 ? [$".{extension[1]}{extension[^1]}w", extension + "w", ".wld"] : [".wld"];
        string? world = worlds.Select(end => Existing(Path.ChangeExtension(path, end))).FirstOrDefault(file => file is not null);
        string? prj = Existing(Path.ChangeExtension(path, ".prj"));
        return side with { Transform = side.Transform ?? (world is null ? null : ReadWorld(world)), Wkt = side.Wkt
            ?? (prj is null ? null : Text(prj).Trim()) };
    }

    // Names differ in case on systems that care.
    private static string? Existing(string path) =>
        File.Exists(path) ? path : File.Exists(Path.ChangeExtension(path, Path.GetExtension(path).ToUpperInvariant()))
        ? Path.ChangeExtension(path, Path.GetExtension(path).ToUpperInvariant()) : null;

    private static string Text(string path) => BoundedFile.Decode(path, BoundedFile.Read(path, MostBytes, "a small text file", Problem), Problem);

    private static GeoException Problem(string file, string field, string found, string expected, Exception? cause) =>
        new(file, field, found, expected, cause);

    // Six lines: x per column, y per column, x per row, y per row, x and y of the middle of the first pixel.
    private static Affine ReadWorld(string path)
    {
        string[] lines = Text(path).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[6];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i >= lines.Length || !double.TryParse(lines[i].Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new GeoException(path, $"line {i + 1}", i < lines.Length ? SkyScribeException.Quote(lines[i])
                    : "nothing", "one of a world file's six numbers");
            }
        }

        var middle = new Affine(numbers[4], numbers[0], numbers[2], numbers[5], numbers[1], numbers[3]);
        var (x, y) = middle.Apply(-0.5, -0.5);
        return middle.IsUsable ? middle with { X0 = x, Y0 = y } : throw new GeoException(
            path, $"says that pixels have no area or lie nowhere ({middle}); expected finite numbers: correct or delete the world file");
    }

    private static SideFiles ReadAuxiliary(string path)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(Text(path)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MostBytes });
            var root = XDocument.Load(reader).Root!;
            string? numbers = root.Element("GeoTransform")?.Value, wkt = root.Element("SRS")?.Value.Trim();
            return new SideFiles
            {
                Transform = numbers is null ? null : ParseTransform(path, numbers), Wkt = string.IsNullOrEmpty(wkt) ? null : wkt,
                NoData = Rasters.NoData.Parse(root.Element("PAMRasterBand")?.Element("NoDataValue")?.Value),
            };
        }
        catch (XmlException problem)
        {
            throw new GeoException(path, $"line {problem.LineNumber}", $"XML that cannot be read ({problem.Message})",
                "GDAL's PAMDataset: correct or delete the file", problem);
        }
    }

    /// <summary>GDAL's six numbers, with commas between them.</summary>
    public static Affine ParseTransform(string path, string text)
    {
        string[] parts = text.Split(',');
        double[] numbers = new double[6];
        if (parts.Length != 6 || !Enumerable.Range(0, 6)
            .All(i => double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])))
        {
            throw new GeoException(path, "GeoTransform", SkyScribeException.Quote(text), "six numbers with commas between them");
        }

        var affine = new Affine(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        return affine.IsUsable ? affine
            : throw new GeoException(path, "GeoTransform", SkyScribeException.Quote(text), "finite numbers and pixels that have an area");
    }
}
