using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>Counts, by their endings, the files of a folder that are not read, so that nobody takes a folder for done that is not.</summary>
public sealed class LeftAside
{
    private static readonly HashSet<string> PictureEndings =
    [
        ".jp2", ".j2k", ".jpx", ".jxl", ".heic", ".heif", ".avif", ".bmp", ".gif", ".ppm", ".pgm", ".pnm", ".tga", ".ico", ".svg", ".psd", ".img",
        ".ntf", ".nitf", ".hdf", ".h5",
        ".nc", ".vrt", ".ecw", ".sid", ".dng", ".cr2", ".nef", ".arw",
    ];

    private readonly SortedDictionary<string, int> _pictures = new(StringComparer.Ordinal), _others = new(StringComparer.Ordinal);

    /// <summary>Adds files that are not read.</summary>
    public void Add(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            string ending = Path.GetExtension(file).ToLowerInvariant();
            bool isPicture = PictureEndings.Contains(ending);
            var counts = isPicture ? _pictures : _others;
            string name = ending.Length > 0 ? ending[1..] : "without an ending";
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>One sentence, or null where every file is read: "left aside: 2 files of picture formats that are not read (1 bmp, 1 jp2: convert them
    /// to PNG or TIFF), 1 other file (1 txt)".</summary>
    public string? Sentence
    {
        get
        {
            int pictures = _pictures.Values.Sum(), others = _others.Values.Sum();
            string[] parts =
            [
                .. pictures > 0 ? [$"{Files(pictures)} of picture formats that are not read ({List(_pictures)}: convert them to PNG or TIFF)"]
                : Array.Empty<string>(),
                .. others > 0 ? [$"{others} other {(others == 1 ? "file" : "files")} ({List(_others)})"] : Array.Empty<string>(),
            ];
            return parts.Length == 0 ? null : $"left aside: {string.Join(", ", parts)}";
        }
    }

    /// <summary>Says it, where there is something to say.</summary>
    public void Report(TextWriter output)
    {
        if (Sentence is { } sentence)
        {
            output.WriteLine(sentence);
        }
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    private static string List(SortedDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(pair => pair.Value)
        .Select(pair => $"{pair.Value} {TerminalText.OneLine(pair.Key)}"));
}
