using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// A table with one row a sentence: the columns <c>file</c> (or filename, image), <c>caption</c> and, if the images are split, <c>split</c>.
/// Other columns are ignored.
/// </summary>
internal static class CsvLayout
{
    private const string ExpectedHeader = "a first line with the columns file (or filename, image), caption and, optionally, split";

    /// <summary>Reads the rows into the builder; an image's rows need not stand together.</summary>
    public static void Read(string file, string text, DatasetBuilder builder)
    {
        using IEnumerator<CsvRow> rows = CsvRow.Parse(file, text).GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new DatasetException(file, "line 1", "nothing", ExpectedHeader);
        }

        string[] header = [.. rows.Current.Fields.Select(name => name.Trim().ToLowerInvariant())];
        int nameColumn = Column(file, header, "file", "filename", "image") ?? throw Missing(file, header);
        int captionColumn = Column(file, header, "caption") ?? throw Missing(file, header);
        int? splitColumn = Column(file, header, "split");
        var images = new Dictionary<string, (int Number, string? Split)>(StringComparer.Ordinal);
        while (rows.MoveNext())
        {
            CsvRow row = rows.Current;
            string line = $"line {row.Line}";
            if (row.Fields.Count != header.Length)
            {
                string expected = $"{header.Length}, as in the first line (a field with a comma needs quotes)";
                throw new DatasetException(file, line, $"{row.Fields.Count} fields", expected);
            }

            string name = row.Fields[nameColumn];
            string? rowSplit = splitColumn is { } column && row.Fields[column].Trim() is { Length: > 0 } value ? value : null;
            string key = ImagePath.Normalize(name) ?? name;
            if (!images.TryGetValue(key, out (int Number, string? Split) image))
            {
                image = (builder.AddImage(file, $"{line}, {header[nameColumn]}", name, rowSplit, $"{line}, split"), rowSplit);
                images.Add(key, image);
            }
            else if (!string.Equals(image.Split, rowSplit, StringComparison.OrdinalIgnoreCase))
            {
                string earlier = $"{SkyScribeException.Quote(image.Split ?? "")}, as in an earlier row of {SkyScribeException.Quote(name)}";
                throw new DatasetException(file, $"{line}, split", SkyScribeException.Quote(rowSplit ?? ""), earlier);
            }

            builder.AddSentence(image.Number, row.Fields[captionColumn], []);
        }
    }

    private static int? Column(string file, string[] header, params string[] names)
    {
        int[] columns = [.. Enumerable.Range(0, header.Length).Where(i => names.Contains(header[i]))];
        return columns.Length <= 1
            ? columns.Length == 0 ? null : columns[0]
            : throw new DatasetException(file, "line 1", $"{columns.Length} columns called {string.Join(" or ", names)}", "one");
    }

    private static DatasetException Missing(string file, string[] header) =>
        new(file, "line 1", $"the columns {SkyScribeException.Quote(string.Join(", ", header))}", ExpectedHeader);
}
