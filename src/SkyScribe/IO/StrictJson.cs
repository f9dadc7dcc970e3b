using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SkyScribe.IO;

/// <summary>The one way settings are read and written: camelCase, readable, and an unknown member is an error.</summary>
public static class StrictJson
{
    private const long MaximumBytes = 16 << 20;
    private const string Reflection = "settings are read and written by reflection";

    /// <summary>The serializer's options; comments and trailing commas are allowed in what people edit.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // "b.+sg+MSO+Ld" stays readable
    };

    /// <summary>Reads a file of settings.</summary>
    /// <exception cref="SkyScribeException">The file is missing, too big, no JSON, or has a member that is unknown or of another type.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static T Read<T>(string path) => Read(path, bytes => JsonSerializer.Deserialize<T>(bytes, Options));

    /// <summary>Reads a file of settings of a type that the compiler has written a serializer for, with <see cref="Options"/>.</summary>
    /// <exception cref="SkyScribeException">The file is missing, too big, no JSON, or has a member that is unknown or of another type.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type) => Read(path, bytes => JsonSerializer.Deserialize(bytes, type));

    /// <summary>The members <c>format</c> and <c>version</c> of a file, whatever else is in it.</summary>
    /// <exception cref="SkyScribeException">The file is missing, too big or no JSON object.</exception>
    public static (string Format, int Version) ReadVersion(string path)
    {
        var root = Read<JsonElement?>(path, bytes =>
        {
            using var document = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.Clone();
        })!.Value;
        return root.ValueKind != JsonValueKind.Object ? throw new SkyScribeException(path, "", root.ValueKind.ToString(), "an object") : (
            root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString()! : "",
            root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
            ? number : 0);
    }

    /// <summary>The line of the first null among a list's items, which no format of ours has and the serializer takes; null where there is
    /// none.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static int? NullInList(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        json = json.StartsWith(mark) ? json[mark.Length..] : json;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        bool inList = false;
        var outer = new Stack<bool>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    outer.Push(inList);
                    inList = reader.TokenType == JsonTokenType.StartArray;
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    inList = outer.Pop();
                    break;
                case JsonTokenType.Null when inList:
                    return json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
            }
        }

        return null;
    }

    /// <summary>Writes a file of settings; an existing one is replaced as a whole.</summary>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Options));

    /// <summary>Writes a file of settings of a type that the compiler has written a serializer for; an existing one is replaced as a whole.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));

    private static T Read<T>(string path, Func<byte[], T?> parse)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new SkyScribeException(path, "there is no such file");
        }

        if (file.Length > MaximumBytes)
        {
            throw new SkyScribeException(path, "", $"{file.Length} bytes", $"at most {MaximumBytes}");
        }

        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return NullInList(bytes) is { } line
                ? throw new SkyScribeException(path, $"line {line}", "null in a list", "a value")
                : parse(bytes) ?? throw new SkyScribeException(path, "", "null", "an object");
        }
        catch (JsonException problem)
        {
            throw new SkyScribeException(path, problem.Message, problem);
        }
    }
}
