using SkyScribe.Imaging;

namespace SkyScribe.Geo;

/// <summary>Turns what a user typed (files, folders, patterns, addresses) into a list of rasters.</summary>
internal static class RasterFiles
{
    private static readonly string[] Extensions = [".tif", ".tiff", ".vrt"];

    /// <summary>Expands arguments in their order; folders and patterns give rasters sorted by name. What was listed already is dropped.</summary>
    /// <exception cref="GeoException">A folder or a pattern without a single raster.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> arguments)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. arguments.SelectMany(ExpandOne).Where(file => seen.Add(IsAddress(file) ? file : Path.GetFullPath(file)))];
    }

    private static bool IsAddress(string name) => name.Contains("://", StringComparison.Ordinal);

    private static IEnumerable<string> ExpandOne(string argument)
    {
        if (IsAddress(argument) || File.Exists(argument))
        {
            return [argument];
        }

        bool isFolder = Directory.Exists(argument);
        if (!isFolder && !GlobPattern.IsPattern(argument))
        {
            return [argument];   // opening it says that it is missing
        }

        var found = (isFolder ? GlobPattern.Files(argument, "*") : GlobPattern.Find(argument)).ToList();
        var rasters = found.FindAll(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()));
        rasters.Sort(StringComparer.Ordinal);
        return rasters.Count > 0 ? rasters : throw new GeoException(
            argument,
            $"the {(isFolder ? "folder" : "pattern")} gives {(found.Count == 0 ? "no file" : $"{found.Count} files, but none that ends with {string.Join(' ', Extensions)}")}; check the path");
    }
}
