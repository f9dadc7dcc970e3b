using System.Globalization;
using System.Text;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Labels;

/// <summary>The file labels.csv: a row a picture in the order of the work. It is the truth about a data set in the making, and people may edit
/// it.</summary>
/// <param name="Rows">the pictures</param>
/// <param name="OtherColumns">names of columns that somebody added; they are kept</param>
internal sealed record LabelTable(IReadOnlyList<LabelRow> Rows, IReadOnlyList<string> OtherColumns)
{
    /// <summary>Most pictures.</summary>
    public const int MostRows = 50_000;

    private const string Image = "image", State = "state", Caption = "caption_", Draft = "draft", Confidence = "confidence", LineEnd = "\r\n";
    private const string Expected = "the table that 'skyscribe label' writes";
    private const int MostBytes = 128 << 20, MostOthers = 50;
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Reads a file.</summary>
    /// <remarks>What a person leaves out is filled in: a picture with a caption and no state counts as captioned, and an accepted one without a
    /// caption has its draft.</remarks>
    /// <exception cref="DatasetException">It is missing, or no such file; the message names line and column.</exception>
    public static LabelTable Read(string path)
    {
        byte[] bytes = BoundedFile.Read(path, MostBytes, Expected, DatasetException.Of);
        string text = BoundedFile.Decode(path, TextBytes.ToUtf8(path, bytes, Expected, DatasetException.Of).Span, DatasetException.Of);
        DatasetException? problem = null;
        foreach (char separator in Separators)
        {
            if (Head(path, text, separator, ref problem) is { } names && names.Contains(Image) && names.Contains(State))
            {
                return Read(path, CsvRow.Parse(path, text, separator).Skip(1), names);
            }
        }

        throw problem ?? new DatasetException(
            path, "line 1", SkyScribeException.Quote(text.Split('\n')[0]), $"the columns {string.Join(", ", Names)}, of which image and state must be there");
    }

    /// <summary>The file as bytes: with a byte-order mark, without which spreadsheets take it for another encoding.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder("\uFEFF").AppendJoin(',', Names.Concat(OtherColumns.Select(Quoted))).Append(LineEnd);
        foreach (var row in Rows)
        {
            IEnumerable<string> fields = [row.Image, NameOf(row.State), .. row.Captions, .. Enumerable.Repeat("", LabelRow.MostCaptions
                - row.Captions.Count), row.Draft, row.Confidence?.ToString("0.###", CultureInfo.InvariantCulture) ?? "", .. row.Others];
            text.AppendJoin(',', fields.Select(Quoted)).Append(LineEnd);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The captions as a table that every command reads: a row a caption.</summary>
    /// <param name="rows">pictures with captions</param>
    public static byte[] ToCaptions(IEnumerable<LabelRow> rows)
    {
        var text = new StringBuilder("image,caption").Append(LineEnd);
        foreach (var row in rows)
        {
            foreach (string caption in row.Captions)
            {
                text.Append(Quoted(row.Image)).Append(',').Append(Quoted(caption)).Append(LineEnd);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A state as files and the page have it.</summary>
    public static string NameOf(LabelState state) => state.ToString().ToLowerInvariant();

    /// <summary>The state of a name; null for none.</summary>
    public static LabelState? StateOf(string name) => name.Trim().ToLowerInvariant() switch
    {
        "" or "open" => LabelState.Open,
        "accepted" => LabelState.Accepted,
        "edited" => LabelState.Edited,
        "rejected" => LabelState.Rejected,
        _ => null,
    };

    private static IEnumerable<string> Names =>
        [Image, State, .. Enumerable.Range(1, LabelRow.MostCaptions).Select(number => $"{Caption}{number}"), Draft, Confidence];

    private static string[]? Head(string path, string text, char separator, ref DatasetException? problem)
    {
        try
        {
            return [.. (CsvRow.Parse(path, text, separator).FirstOrDefault()?.Fields ?? []).Select(name => name.Trim().ToLowerInvariant())];
        }
        catch (DatasetException found)
        {
            problem ??= found;   // with another separator the line may be right
            return null;
        }
    }

    private static LabelTable Read(string path, IEnumerable<CsvRow> lines, string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && group.Key.Length > 0) is { } twice)
        {
            throw new DatasetException(path, "line 1", $"{twice.Count()} columns called {SkyScribeException.Quote(twice.Key)}", "one");
        }

        var known = Names.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        int width = names.Length - names.Reverse().TakeWhile(name => name.Length == 0).Count();
        int[] others = [.. Enumerable.Range(0, width).Where(column => !known.ContainsKey(names[column]))];
        if (others.Length > MostOthers)
        {
            throw new DatasetException(path, "line 1", $"{others.Length} columns that are not the data set's own", $"at most {MostOthers}");
        }

        var rows = new List<LabelRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            int fields = line.Fields.Count - line.Fields.Skip(width).Reverse().TakeWhile(field => field.Trim().Length == 0).Count();
            if (fields != width)
            {
                throw new DatasetException(
                    path, $"line {line.Line}", $"{fields} fields", $"{width}, as in the first line (a field with a separator needs quotes)");
            }

            if (line.Fields.All(field => field.Trim().Length == 0))
            {
                continue;
            }

            var row = new LineReader(path, line, names).Row() with { Others = [.. others.Select(column => line.Fields[column])] };
            if (!seen.Add(row.Image))
            {
                throw new DatasetException(
                    path, $"line {line.Line}, {Image}", $"{SkyScribeException.Quote(row.Image)} a second time", "each picture once");
            }

            rows.Add(rows.Count < MostRows ? row : throw new DatasetException(path, $"line {line.Line}", $"more than {MostRows} pictures", "fewer"));
        }

        return new LabelTable(rows, [.. others.Select(column => names[column])]);
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",;\"\r\n\t") < 0 && field == field.Trim() ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // One line, with messages that say where in it something is wrong.
    private sealed class LineReader(string path, CsvRow line, string[] names)
    {
        public LabelRow Row()
        {
            string image = ImagePath.Normalize(Field(Image)) ?? throw Problem(Image, SkyScribeException.Quote(Field(Image)), ImagePath.Expected);
            var state = StateOf(Field(State))
                ?? throw Problem(State, SkyScribeException.Quote(Field(State)), "open, accepted, edited or rejected");
            string draft = LabelText.Tidy(Field(Draft));
            string[] captions = [.. Enumerable.Range(1, LabelRow.MostCaptions).Select(number => Text($"{Caption}{number}")).OfType<string>()];
            if (state == LabelState.Open && captions.Length > 0)
            {
                state = LabelState.Edited;
            }

            if (state is LabelState.Accepted or LabelState.Edited && captions.Length == 0)
            {
                captions = [draft.Length > 0 && LabelText.Problem(draft) is null ? draft
                    : throw Problem($"{Caption}1", "nothing", $"a caption, as the state is {NameOf(state)} and there is no draft")];
            }

            double? confidence = Field(Confidence).Trim() is not { Length: > 0 } number ? null
                : double.TryParse(number.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value is >= 0 and <= 1 ? value : throw Problem(Confidence, SkyScribeException.Quote(number), "a number from 0 to 1, or nothing");
            return new LabelRow(image, LabelState.Open, [], draft, confidence).With(state, captions);
        }

        private string? Text(string column) => LabelText.Tidy(Field(column)) is not { Length: > 0 } text ? null
            : LabelText.Problem(text) is { } problem ? throw Problem(column, problem.Found, problem.Expected) : text;

        private string Field(string column) => Array.IndexOf(names, column) is >= 0 and int number ? line.Fields[number] : "";

        private DatasetException Problem(string column, string found, string expected) =>
            new(path, $"line {line.Line}, {column}", found, expected);
    }
}
