using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>The formats of layers, by the endings of their files.</summary>
internal static class LayerFile
{
    private static readonly Dictionary<string, Action<string, LayerContent>> Writers = new(StringComparer.OrdinalIgnoreCase)
    {
        [".gpkg"] = GeoPackage.Write,
    };

    /// <summary>The endings, for messages and help.</summary>
    public static IReadOnlyCollection<string> Endings => Writers.Keys;

    /// <summary>Says before long work that a format is not known.</summary>
    /// <exception cref="OptionException">The ending is not one of <see cref="Endings"/>.</exception>
    public static void RequireKnown(string path)
    {
        if (!Writers.ContainsKey(Path.GetExtension(path)))
        {
            throw new OptionException($"--out {path}: found a name that ends with '{Path.GetExtension(path)}', expected one of {string.Join(", ", Endings)}");
        }
    }

    /// <summary>Writes a file as a whole; an existing one is replaced at the end.</summary>
    public static void Write(string path, LayerContent content) => AtomicFile.Replace(path, temporary => Writers[Path.GetExtension(path)](temporary, content));
}
