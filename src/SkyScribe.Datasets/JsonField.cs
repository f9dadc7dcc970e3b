using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>A JSON value together with where it stands, so that each wrong type is reported with its place.</summary>
internal readonly record struct JsonField(string File, string Path, JsonElement Value)
{
    private const int MaximumTextLength = 20_000;

    /// <summary>Parses a file's bytes; the document must be disposed after its fields were read.</summary>
    public static JsonDocument Parse(string file, byte[] bytes, string expected)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        ReadOnlyMemory<byte> json = bytes.AsSpan().StartsWith(mark) ? bytes.AsMemory(mark.Length) : bytes;
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DatasetException(file, "", $"no valid JSON ({error.Message})", expected, error);
        }
    }

    /// <summary>A member that must be there.</summary>
    public JsonField Member(string name) => Find(name) ?? throw Error(name, "nothing", "this member");

    /// <summary>A member, or null where it is absent or null.</summary>
    public JsonField? Find(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        JsonElement value = Value;
        JsonElement member = Valid(() => value.TryGetProperty(name, out JsonElement found) ? found : default);
        return member.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : new JsonField(File, PathOf(name), member);
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("an array");
        }

        return Enumerate(this);
    }

    /// <summary>The members of an object, each with its name.</summary>
    public IEnumerable<(string Name, JsonField Field)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        foreach (JsonProperty property in Value.EnumerateObject())
        {
            string name = Valid(() => property.Name);
            yield return (name, new JsonField(File, PathOf(SkyScribeException.Quote(name)), property.Value));
        }
    }

    /// <summary>The text of a string.</summary>
    public string Text()
    {
        if (Value.ValueKind != JsonValueKind.String)
        {
            throw Wrong("a string");
        }

        JsonElement value = Value;
        string text = Valid(() => value.GetString()!);
        return text.Length <= MaximumTextLength ? text : throw Error("", $"a string of {text.Length} characters", $"at most {MaximumTextLength}");
    }

    /// <summary>An integer or a string that serves as a key, as text.</summary>
    public string Key() => Value.ValueKind switch
    {
        JsonValueKind.String => Text(),
        JsonValueKind.Number when Value.TryGetInt64(out long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw Wrong("an integer or a string"),
    };

    /// <summary>The error of this place, or of a member of it.</summary>
    public DatasetException Error(string member, string found, string expected) =>
        new(File, member.Length == 0 ? Path : PathOf(member), found, expected);

    private static IEnumerable<JsonField> Enumerate(JsonField array)
    {
        int index = 0;
        foreach (JsonElement item in array.Value.EnumerateArray())
        {
            yield return new JsonField(array.File, $"{array.Path}[{index++}]", item);
        }
    }

    private T Valid<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (InvalidOperationException error)
        {
            throw new DatasetException(File, Path, "text that is no valid Unicode (half a surrogate pair, or no UTF-8)", "a string in UTF-8", error);
        }
    }

    private DatasetException Wrong(string expected) => Error("", Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    }, expected);

    private string PathOf(string member) => Path.Length == 0 ? member : $"{Path}.{member}";
}
