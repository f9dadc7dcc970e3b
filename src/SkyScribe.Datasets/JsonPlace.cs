using System.Globalization;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>A file that JSON comes from, and the type of its reader's errors.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Problem">Makes an error of one place in it.</param>
/// <param name="Expected">What the file should be, for messages.</param>
internal sealed record JsonSource(string File, BoundedFile.Problem Problem, string Expected)
{
    /// <summary>Bigger files are refused before they are read: COCO's captions are 92 MB, a million captions some 150 MB.</summary>
    public const long MaximumBytes = 512L << 20;

    /// <summary>Whether NaN stands in the file, which Python's json writes where a number is missing and JSON does not know; it is read as
    /// null.</summary>
    public bool HasNaN { get; private init; }

    /// <summary>Reads the whole file, with its SHA-256.</summary>
    public (byte[] Bytes, string Hash) ReadBytes(long maximumBytes = MaximumBytes)
    {
        byte[] bytes = BoundedFile.Read(File, maximumBytes, Expected, Problem);
        return (bytes, Sha256.Of(bytes));
    }

    /// <summary>The file as text in UTF-8, with its SHA-256.</summary>
    /// <exception cref="SkyScribeException">It is missing, too big, or no text.</exception>
    public (ReadOnlyMemory<byte> Text, string Hash) ReadText(long maximumBytes = MaximumBytes)
    {
        (byte[] bytes, string hash) = ReadBytes(maximumBytes);
        return (TextBytes.ToUtf8(File, bytes, Expected, Problem), hash);
    }

    /// <summary>Parses JSON that stands at a place in the file.</summary>
    /// <param name="json">the text, with or without a byte-order mark</param>
    /// <param name="place">"" for the whole file, "line 3" for one of several values</param>
    public JsonPlace Parse(ReadOnlyMemory<byte> json, string place = "")
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            // Not disposed of: its values are read as long as somebody holds one, and it owns no handle.
            JsonDocument document = JsonDocument.Parse(
                json.Span.StartsWith(mark) ? json[mark.Length..] : json, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            return new JsonPlace(this, place, document.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return !HasNaN && NaNs.Without(json.Span) is { } without ? (this with { HasNaN = true }).Parse(without, place)
                : json.Span.Trim(" \t\r\n["u8) is [(byte)'{', (byte)'\'', ..] ? throw Problem(
                File, place, "a Python dictionary written as text", $"{Expected}: write it with json.dump, not with print or str", problem)
                : throw Problem(File, place, $"no valid JSON ({Where(problem, place)})", "JSON without this fault", problem);
        }
    }

    private const string ReaderAdvice = " at the end which is not supported in this mode. Change the reader options.";

    // Counted from 1, as editors do.
    private static string Where(Exception problem, string place)
    {
        if (problem is not JsonException { LineNumber: { } line, BytePositionInLine: { } column })
        {
            return problem.Message;
        }

        int end = problem.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"{(place.Length == 0 ? $"line {line + 1}, " : "")}column {column + 1}: {(end < 0 ? problem.Message : problem.Message[..end]).Replace(ReaderAdvice, ".", StringComparison.Ordinal)}";
    }
}

/// <summary>A JSON value together with where it stands, so that an error can say so.</summary>
/// <param name="Source">Its file.</param>
/// <param name="Path">Its place in the file, such as <c>images[12].sentences[0].raw</c>.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonPlace(JsonSource Source, string Path, JsonElement Value)
{
    private const int MaximumTextLength = 16_384;
    private const double MaximumWholeDouble = 1L << 53;
    private const int MostNames = 12;

    public bool IsArray => Value.ValueKind == JsonValueKind.Array;

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>A member, or null where it is absent or null.</summary>
    public JsonPlace? Find(string name)
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        try
        {
            return Value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null
                ? new JsonPlace(Source, Join(name), member) : null;
        }
        catch (InvalidOperationException problem)
        {
            throw NoUnicode(problem);
        }
    }

    /// <summary>Whether it is null, or the NaN that stands for it.</summary>
    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    /// <summary>A member, which may be null; null where it is absent.</summary>
    public JsonPlace? Get(string name)
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        try
        {
            return Value.TryGetProperty(name, out JsonElement member) ? new JsonPlace(Source, Join(name), member) : null;
        }
        catch (InvalidOperationException problem)
        {
            throw NoUnicode(problem);
        }
    }

    /// <summary>A member that must be there.</summary>
    public JsonPlace Member(string name) =>
        Find(name) ?? throw Error(name, Get(name) is { } missing ? missing.Kind() : $"no member {name}", "this member");

    /// <summary>A member that must be there under one of several names.</summary>
    public JsonPlace Member(string name, params ReadOnlySpan<string> others)
    {
        if (IsObject)
        {
            if (Find(name) is { } first)
            {
                return first;
            }

            foreach (string other in others)
            {
                if (Find(other) is { } member)
                {
                    return member;
                }
            }

            foreach (string any in (string[])[name, .. others])
            {
                if (Get(any) is { } missing)
                {
                    throw missing.Wrong("a value");
                }
            }
        }

        string found = IsObject
            ? $"no member {name}, only {SkyScribeException.Quote(string.Join(", ", Members().Take(MostNames).Select(member => member.Name)))}"
            : Kind();
        throw Error("", found, $"an object with {name}{(others.IsEmpty ? "" : " or ")}{string.Join(" or ", others.ToArray())}");
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonPlace> Items()
    {
        if (!IsArray)
        {
            throw Wrong("an array");
        }

        (JsonSource source, string path) = (Source, Path);
        return Value.EnumerateArray().Select((item, i) => new JsonPlace(source, $"{path}[{i}]", item));
    }

    /// <summary>The members of an object, each with its name.</summary>
    public IEnumerable<(string Name, JsonPlace Value)> Members()
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        JsonPlace here = this;
        return Value.EnumerateObject().Select(member =>
        {
            string name = here.NameOf(member);
            return (name, new JsonPlace(here.Source, here.Join(SkyScribeException.Quote(name)), member.Value));
        });
    }

    /// <summary>The text of a string.</summary>
    public string Text()
    {
        if (Value.ValueKind != JsonValueKind.String)
        {
            throw Wrong("a string");
        }

        string text;
        try
        {
            text = Value.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            throw NoUnicode(problem);
        }

        return text.Length <= MaximumTextLength ? text : throw Error("", $"a string of {text.Length} characters", $"at most {MaximumTextLength}");
    }

    /// <summary>A whole number or a string that serves as a key, as text; 391895, 391895.0 and "391895" are the same key.</summary>
    public string Key()
    {
        if (Value.ValueKind != JsonValueKind.Number)
        {
            return Value.ValueKind == JsonValueKind.String ? Text() : throw Wrong("an integer or a string");
        }

        return Value.TryGetInt64(out long number) ? number.ToString(CultureInfo.InvariantCulture)
            : Value.TryGetDouble(out double real) && Math.Abs(real) <= MaximumWholeDouble && real == Math.Floor(real)
            ? ((long)real).ToString(CultureInfo.InvariantCulture)
            : throw Error("", $"the number {Value.GetRawText()}", "an integer or a string");
    }

    /// <summary>A finite number.</summary>
    public double Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out double number) && double.IsFinite(number) ? number
        : throw Wrong("a number");

    /// <summary>The error of this place, or of a member of it.</summary>
    public SkyScribeException Error(string member, string found, string expected) =>
        Source.Problem(Source.File, member.Length == 0 ? Path : Join(member), found, expected, null);

    /// <summary>The error of a value of another kind.</summary>
    public SkyScribeException Wrong(string expected) => Error("", Kind(), expected);

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException problem)
        {
            throw NoUnicode(problem);
        }
    }

    private SkyScribeException NoUnicode(InvalidOperationException problem) =>
        Source.Problem(Source.File, Path, "text that is no valid Unicode (half a surrogate pair, or no UTF-8)", "a string in UTF-8", problem);

    /// <summary>What it is, with its article.</summary>
    public string Kind() => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        _ => Source.HasNaN ? "null or NaN" : "null",
    };

    private string Join(string member) => Path.Length == 0 ? member : $"{Path}.{member}";
}
