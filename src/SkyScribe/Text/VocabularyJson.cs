using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SkyScribe.Text;

/// <summary>The file form of a vocabulary: <c>{"format": "skyscribe-vocabulary", "version": 1, "words": ["&lt;pad&gt;", ...]}</c>.</summary>
internal static class VocabularyJson
{
    private const string Format = "skyscribe-vocabulary";
    private const int Version = 1;

    // The largest caption corpora have some 30,000 words; these bounds leave room and keep a hostile file small.
    private const int MaximumBytes = 32 << 20;
    private const int MaxCount = 1_000_000;

    public static ImmutableArray<string> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string found = error is FileNotFoundException or DirectoryNotFoundException ? "no such file" : error.Message;
            throw new VocabularyException(path, "", found, "a vocabulary file", error);
        }
    }

    public static ImmutableArray<string> Read(Stream stream, string name)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(ReadBounded(stream, name), options);
            return ReadWords(document.RootElement, name);
        }
        catch (JsonException error)
        {
            throw new VocabularyException(name, "", $"no valid JSON ({error.Message})", "a vocabulary as JSON", error);
        }
        catch (InvalidOperationException error)
        {
            // GetString on bytes that are no UTF-8, or on half a surrogate pair.
            throw new VocabularyException(name, "", "text that is no valid Unicode", "a vocabulary as UTF-8 JSON", error);
        }
    }

    public static void Write(Stream stream, ImmutableArray<string> words)
    {
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var writer = new Utf8JsonWriter(stream, options);
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("version", Version);
        writer.WriteStartArray("words");
        foreach (string word in words)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ImmutableArray<string> ReadWords(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new VocabularyException(name, "", $"JSON of kind {root.ValueKind}", "an object with format, version and words");
        }

        JsonElement format = Required(root, name, "format", JsonValueKind.String);
        JsonElement version = Required(root, name, "version", JsonValueKind.Number);
        JsonElement list = Required(root, name, "words", JsonValueKind.Array);
        if (!format.ValueEquals(Format))
        {
            throw new VocabularyException(name, "format", format.GetRawText(), Format);
        }

        if (!version.TryGetInt32(out int number) || number != Version)
        {
            throw new VocabularyException(name, "version", version.GetRawText(), $"{Version}, the one this program reads");
        }

        if (list.GetArrayLength() is var count && (count < Vocabulary.ReservedWords.Length || count > MaxCount))
        {
            throw new VocabularyException(name, "words", $"{count} words", $"{Vocabulary.ReservedWords.Length} to {MaxCount}");
        }

        var words = ImmutableArray.CreateBuilder<string>(count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement element in list.EnumerateArray())
        {
            int id = words.Count;
            string field = $"words[{id}]";
            string word = element.ValueKind == JsonValueKind.String
                ? element.GetString()!
                : throw new VocabularyException(name, field, $"JSON of kind {element.ValueKind}", "a string");
            if (id < Vocabulary.ReservedWords.Length && word != Vocabulary.ReservedWords[id])
            {
                throw new VocabularyException(name, field, $"'{word}'", $"the special word '{Vocabulary.ReservedWords[id]}'");
            }

            if (word.Length > Vocabulary.MaximumWordLength || !Vocabulary.IsWord(word))
            {
                string expected = $"1 to {Vocabulary.MaximumWordLength} visible characters";
                throw new VocabularyException(name, field, "an empty, overlong or spaced word", expected);
            }

            if (!seen.Add(word))
            {
                throw new VocabularyException(name, field, $"'{word}' a second time", "each word once");
            }

            words.Add(word);
        }

        return words.MoveToImmutable();
    }

    private static JsonElement Required(JsonElement root, string name, string field, JsonValueKind kind)
    {
        if (!root.TryGetProperty(field, out JsonElement value))
        {
            throw new VocabularyException(name, field, "nothing", $"a JSON {kind}");
        }

        return value.ValueKind == kind
            ? value
            : throw new VocabularyException(name, field, $"JSON of kind {value.ValueKind}", $"a JSON {kind}");
    }

    private static ReadOnlyMemory<byte> ReadBounded(Stream stream, string name)
    {
        using var copy = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            copy.Write(buffer, 0, read);
            if (copy.Length > MaximumBytes)
            {
                throw new VocabularyException(name, "", $"more than {MaximumBytes} bytes", "a vocabulary of at most that size");
            }
        }

        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}
