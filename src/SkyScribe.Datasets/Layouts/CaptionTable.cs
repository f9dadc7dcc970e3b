using System.Text.RegularExpressions;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One row of a table of captions.</summary>
/// <param name="Line">the line it begins at</param>
/// <param name="Image">the image, as written</param>
/// <param name="Split">the split as written; null where there is none</param>
/// <param name="Captions">the cells of its captions, as written</param>
/// <param name="Error">why the image has no caption, in captions that a program wrote; empty for none</param>
internal sealed record CaptionRow(int Line, string Image, string? Split, IReadOnlyList<string> Captions, string Error);

/// <summary>
/// A table of captions, separated by commas, semicolons, tabs or bars: what separates it and what its columns are, its first line tells. Without a
/// heading, each line begins with the name of an image file.
/// </summary>
internal sealed partial class CaptionTable
{
    /// <summary>What the first line should be, for messages.</summary>
    public const string ExpectedHeader =
        "a first line with a column for the image (file, filename, file_name, image, image_path), one for the caption (caption, captions, text, sentence, comment) and, optionally, split; separated by comma, semicolon, tab or bar";

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    // The best name first: Hugging Face's tables have a column "image" with the picture itself beside the one with its name.
    private static readonly string[][] ImageNames =
        [["file", "filename", "imagefile", "imagefilename", "imagename", "imagepath", "imgpath", "imgname", "imgfile", "filepath"], ["image", "img"],
        ["path"], ["imageid", "imgid", "id"]];

    private static readonly string[][] CaptionNames =
        [["caption", "captions", "captiontext", "imagecaption"], ["text", "texts"], ["sentence", "sentences"], ["raw"], ["comment", "comments"],
        ["description"], ["reference", "references"], ["candidate"]];

    private static readonly string[] NumberedColumns = ["caption", "raw", "sentence", "text", "comment", "description", "reference"];
    private static readonly string[] NumberNames = ["commentnumber", "captionnumber", "sentenceid", "captionid", "sentid", "number"];
    private readonly string _file, _text;
    private readonly char _separator;
    private readonly bool _hasHeader;
    private readonly int _image, _columns;
    private readonly int[] _captions;
    private readonly int? _split, _number, _error;

    private CaptionTable(string file, string text, char separator, bool hasHeader, int columns, int image, int[] captions, int? split, int? number,
        int? error) =>
        (_file, _text, _separator, _hasHeader, _columns, _image, _captions, _split, _number, _error) =
        (file, text, separator, hasHeader, columns, image, captions, split, number, error);

    /// <summary>What the column of the images is called.</summary>
    public string ImageName { get; private init; } = "image";

    /// <summary>Rows whose number and caption stood in one field, as one of Flickr30k's does.</summary>
    public int Repaired { get; private set; }

    /// <summary>Opens a table; null for a text that is none.</summary>
    /// <exception cref="DatasetException">It is a table, but not of captions.</exception>
    public static CaptionTable? Open(string file, string text)
    {
        char[] separators = Separators;
        if (SeparatorLine().Match(text) is { Success: true } excel)
        {
            separators = [excel.Groups[1].Value[0]];
            text = text[excel.Length..];
        }

        DatasetException? problem = null;
        var heads = new List<(char Separator, string[] Fields)>();
        foreach (char separator in separators)
        {
            if (Head(file, text, separator, ref problem) is { Length: > 1 } fields)
            {
                heads.Add((separator, fields));
            }
        }

        CaptionTable? best = heads.Select(head => OfHeader(file, text, head.Separator, head.Fields)).Where(table => table is not null)
            .MaxBy(table => table!._columns)
            ?? heads.Select(head => WithoutHeader(file, text, head.Separator, head.Fields)).FirstOrDefault(table => table is not null);
        return best ?? (problem is not null ? throw problem : heads.Count == 0
            ? null
            : throw new DatasetException(
            file, "line 1", $"the columns {SkyScribeException.Quote(string.Join(", ", heads[0].Fields.Select(name => name.Trim())))}",
            ExpectedHeader));
    }

    /// <summary>The rows.</summary>
    /// <exception cref="DatasetException">A row has other fields than the first line.</exception>
    public IEnumerable<CaptionRow> Rows()
    {
        foreach (CsvRow row in CsvRow.Parse(_file, _text, _separator).Skip(_hasHeader ? 1 : 0))
        {
            string[] fields = Fields(row);
            string image = Numbered().Replace(fields[_image].Trim(), "$1");
            if (!_hasHeader && !IsImage(image))
            {
                throw new DatasetException(_file, $"line {row.Line}", $"{SkyScribeException.Quote(image)} first",
                    "the name of an image file, as in the lines before; or a first line that names the columns");
            }

            string? split = _split is { } column && fields[column].Trim() is { Length: > 0 } value ? value : null;
            yield return new CaptionRow(
                row.Line, image, split, [.. _captions.Select(caption => fields[caption])], _error is { } error ? fields[error].Trim() : "");
        }
    }

    private string[] Fields(CsvRow row)
    {
        string[] fields = [.. row.Fields];
        while (fields.Length > _columns && fields[^1].Trim().Length == 0)
        {
            fields = fields[..^1];   // spreadsheets write empty columns
        }

        if (fields.Length == _columns - 1 && _number is { } number && number < fields.Length
            && NumberAndText().Match(fields[number]) is { Success: true } both)
        {
            fields = [.. fields[..number], both.Groups[1].Value, both.Groups[2].Value, .. fields[(number + 1)..]];
            Repaired++;
        }

        string name = _separator switch { ',' => "comma", ';' => "semicolon", '\t' => "tab", _ => "bar" };
        return fields.Length != _columns
            ? throw new DatasetException(
            _file, $"line {row.Line}", $"{fields.Length} fields", $"{_columns}, as in the first line (a field with a {name} needs quotes)")
            : _separator == '|' ? [.. fields.Select(field => field.Trim(' '))] : fields;
    }

    // What is wrong with one separator may be right with another.
    private static string[] Head(string file, string text, char separator, ref DatasetException? problem)
    {
        try
        {
            return [.. CsvRow.Parse(file, text, separator).FirstOrDefault()?.Fields ?? []];
        }
        catch (DatasetException found)
        {
            problem ??= found;
            return [];
        }
    }

    private static CaptionTable? OfHeader(string file, string text, char separator, string[] head)
    {
        string[] names = [.. head.Select(name => Plain().Replace(name, "").ToLowerInvariant())];
        int[] numbered = [.. Enumerable.Range(0, names.Length)
            .Where(i => NumberedName().Match(names[i]) is { Success: true } match && NumberedColumns.Contains(match.Groups[1].Value))];
        if (Column(file, names, ImageNames) is not { } image
            || (Column(file, names, CaptionNames) is var caption && caption is null && numbered.Length == 0))
        {
            return null;
        }

        // "raw, raw_1, ..." is one caption a column; so is "caption_1, caption_2, ...".
        int[] captions = caption is not { } single ? numbered
            : [single, .. numbered.Where(column => NumberedName().Match(names[column]).Groups[1].Value == names[single])];
        return new CaptionTable(
            file, text, separator, true, names.Length, image, captions, Column(file, names, [["split"], ["subset", "partition", "set"]]),
            Column(file, names, [NumberNames]), Column(file, names, [["error"]])) { ImageName = names[image] };
    }

    private static CaptionTable? WithoutHeader(string file, string text, char separator, string[] head)
    {
        string[] fields = [.. head.Select(field => field.Trim())];
        if (!IsImage(Numbered().Replace(fields[0], "$1")))
        {
            return null;
        }

        bool hasNumber = fields.Length > 2 && fields[1].Length > 0 && fields[1].All(char.IsAsciiDigit);
        bool splitIsFirst = fields.Length == 3 && SplitNames.Find(fields[1]) is not null;
        int? split = splitIsFirst ? 1 : fields.Length > 2 && SplitNames.Find(fields[^1]) is not null ? fields.Length - 1 : null;
        int first = hasNumber || splitIsFirst ? 2 : 1, end = splitIsFirst ? fields.Length : split ?? fields.Length;
        return end - first == 1
            ? new CaptionTable(file, text, separator, false, fields.Length, 0, [first], split, hasNumber ? 1 : null, null)
            : throw new DatasetException(file, "line 1", $"no names of columns, and {fields.Length} fields", ExpectedHeader);
    }

    private static int? Column(string file, string[] header, string[][] ranks)
    {
        foreach (string[] names in ranks)
        {
            int[] columns = [.. Enumerable.Range(0, header.Length).Where(i => names.Contains(header[i]))];
            if (columns.Length > 0)
            {
                return columns.Length == 1 ? columns[0] : throw new DatasetException(
                    file, "line 1", $"{columns.Length} columns called {string.Join(" or ", columns.Select(column => header[column]).Distinct())}",
                    "one");
            }
        }

        return null;
    }

    private static bool IsImage(string name) => name.Length < 1024 && (ImageFiles.HasImageExtension(name) || OtherImage().IsMatch(name));

    [GeneratedRegex(@"^sep=(.)\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    // Flickr8k's token file: 1000268201_693b08cb0e.jpg#0
    [GeneratedRegex(@"^(.+\.[A-Za-z0-9]{2,5})#\d{1,3}$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*(\d{1,3})\s+(\S.*)$", RegexOptions.Singleline)]
    private static partial Regex NumberAndText();

    [GeneratedRegex(@"^([a-z]+)\d{1,2}$")]
    private static partial Regex NumberedName();

    [GeneratedRegex(@"[\s_\-]")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\.(jfif|jpe|bmp|gif|jp2|heic|avif)$", RegexOptions.IgnoreCase)]
    private static partial Regex OtherImage();
}
