using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Scores;

/// <summary>A JSON value and where it stands, so that an error can say so.</summary>
internal readonly record struct JsonPlace(string File, string Place, JsonElement Value)
{
    // A million captions are some 150 MB.
    private const long MaximumBytes = 2L << 30;
    private const int MaximumTextLength = 16_384;

    /// <summary>Reads a file whole, with its SHA-256.</summary>
    public static (byte[] Bytes, string Hash) ReadBytes(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            throw new CaptionFileException(file, "", Directory.Exists(file) ? "a folder" : "no such file", "a file");
        }

        try
        {
            long length = new FileInfo(file).Length;
            if (length > MaximumBytes)
            {
                throw new CaptionFileException(file, "", $"{length} bytes", $"at most {MaximumBytes}");
            }

            byte[] bytes = System.IO.File.ReadAllBytes(file);
            return (bytes, Sha256.Of(bytes));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CaptionFileException(file, "", problem.Message, "a file that can be read", problem);
        }
    }

    /// <summary>Parses JSON; the document lives as long as its values are used.</summary>
    public static JsonPlace Parse(string file, string place, ReadOnlyMemory<byte> json)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            JsonDocument document = JsonDocument.Parse(json.Span.StartsWith(mark) ? json[mark.Length..] : json, new JsonDocumentOptions { MaxDepth = 32 });
            return new JsonPlace(file, place, document.RootElement);
        }
        catch (JsonException problem)
        {
            throw new CaptionFileException(file, place, $"no valid JSON ({problem.Message})", "JSON", problem);
        }
    }

    public bool IsArray => Value.ValueKind == JsonValueKind.Array;

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>A member that may be absent.</summary>
    public JsonPlace? Find(string name) =>
        IsObject && Value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? new JsonPlace(File, Join(name), member) : null;

    /// <summary>A member that must be there, under one of several names.</summary>
    public JsonPlace Member(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is { } member)
            {
                return member;
            }
        }

        throw new CaptionFileException(File, Place, IsObject ? $"no member {names[0]}" : Kind(), $"an object with {string.Join(" or ", names.ToArray())}");
    }

    public IEnumerable<JsonPlace> Items()
    {
        if (!IsArray)
        {
            throw Wrong("an array");
        }

        (string file, string place) = (File, Place);
        return Value.EnumerateArray().Select((item, i) => new JsonPlace(file, $"{place}[{i}]", item));
    }

    public IEnumerable<(string Name, JsonPlace Value)> Members()
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        JsonPlace here = this;
        return Value.EnumerateObject().Select(member => (member.Name, new JsonPlace(here.File, here.Join(member.Name), member.Value)));
    }

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
            throw new CaptionFileException(File, Place, "text that is no valid Unicode", "a string", problem);
        }

        return text.Length <= MaximumTextLength ? text : throw new CaptionFileException(File, Place, $"{text.Length} characters", $"at most {MaximumTextLength}");
    }

    /// <summary>An image's id: a string, or a number as it is written.</summary>
    public string Id() => Value.ValueKind == JsonValueKind.Number ? Value.GetRawText() : Text();

    public double Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Wrong("a number");

    public CaptionFileException Wrong(string expected) => new(File, Place, Kind(), expected);

    private string Join(string name) => Place.Length == 0 ? name : $"{Place}.{name}";

    private string Kind() => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        _ => "null",
    };
}
