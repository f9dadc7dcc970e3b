using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Name, type, shape and place of one tensor; the place is relative to the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Start, long End);

/// <summary>A checked header: every tensor lies within the file, none overlaps, no byte is unaccounted for.</summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    public const string MetadataName = "__metadata__";
    private const long MaximumHeader = 100L << 20;
    private const int MaximumRank = 8;

    private static readonly (string Name, ScalarType Type, int Size)[] Types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Whether a file begins as safetensors do: the header's length, then its JSON.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        start.Length > sizeof(ulong) && start[sizeof(ulong)] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= MaximumHeader;

    public static ScalarType? TypeOf(string name) => Array.Find(Types, type => type.Name == name) is { Name: not null } found ? found.Type : null;

    public static string? NameOf(ScalarType type) => Array.Find(Types, known => known.Type == type).Name;

    public static SafetensorsHeader Read(string path, Stream stream)
    {
        if (stream.Length < sizeof(ulong))
        {
            throw new WeightFileException(path, $"{stream.Length} bytes; expected a safetensors header");
        }

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeader || length > (ulong)(stream.Length - sizeof(ulong)))
        {
            throw new WeightFileException(
                path, $"states a header of {length} bytes; expected at most {MaximumHeader}, within its {stream.Length} bytes{(length <= MaximumHeader ? ": half a download; download it again" : "")}");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(path, document.RootElement, sizeof(ulong) + (long)length, stream.Length);
        }
        catch (JsonException problem)
        {
            throw new WeightFileException(path, $"its header is no JSON: {problem.Message}", problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new WeightFileException(path, $"a name in its header is no valid text: {problem.Message}", problem);
        }
    }

    private static SafetensorsHeader Parse(string path, JsonElement root, long dataStart, long fileLength)
    {
        Require(path, root.ValueKind == JsonValueKind.Object, "header", "is no JSON object");
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            Require(path, names.Add(member.Name), member.Name, "occurs twice");
            Require(path, member.Value.ValueKind == JsonValueKind.Object, member.Name, "is no JSON object");
            if (member.Name == MetadataName)
            {
                foreach (var text in member.Value.EnumerateObject())
                {
                    Require(path, text.Value.ValueKind == JsonValueKind.String, MetadataName, $"has '{text.Name}', which is no text");
                    metadata[text.Name] = text.Value.GetString()!;
                }
            }
            else
            {
                entries.Add(ParseEntry(path, member.Name, member.Value));
            }
        }

        entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        long at = 0;
        foreach (var entry in entries)
        {
            Require(path, entry.Start == at, entry.Name, $"begins at byte {entry.Start} of the data; expected {at}, where the tensor before it ends");
            at = entry.End;
        }

        Require(path, at == fileLength - dataStart, "data",
            $"ends at byte {at}; the file has {fileLength - dataStart} bytes of data{(at > fileLength - dataStart ? ": half a download; download it again" : "")}");
        return new SafetensorsHeader(entries, metadata, dataStart);
    }

    private static SafetensorsEntry ParseEntry(string path, string name, JsonElement entry)
    {
        string type = entry.TryGetProperty("dtype", out var stated) && stated.ValueKind == JsonValueKind.String ? stated.GetString()! : "";
        int size = Array.Find(Types, known => known.Name == type).Size;
        Require(path, size > 0, name, $"has dtype '{type}'; known are {string.Join(", ", Types.Select(known => known.Name))}");
        long[] shape = Numbers(path, name, entry, "shape"), place = Numbers(path, name, entry, "data_offsets");
        Require(path, shape.Length <= MaximumRank, name, $"has {shape.Length} dimensions; expected at most {MaximumRank}");
        Require(path, place.Length == 2 && place[0] <= place[1], name, "has data_offsets that are no pair of begin and end");
        Int128 bytes = size, room = size;
        foreach (long dimension in shape)
        {
            bytes *= dimension;
            room *= Math.Max(1, dimension);   // a 0 beside 2^62 makes no bytes, but libtorch multiplies in 64 bits
            Require(path, room <= int.MaxValue, name, $"has shape [{string.Join(", ", shape)}], over 2 GiB");
        }

        Require(path, bytes == place[1]
            - place[0], name, $"has shape [{string.Join(", ", shape)}], which needs {bytes} bytes; its place has {place[1] - place[0]}");
        return new SafetensorsEntry(name, type, shape, place[0], place[1]);
    }

    private static long[] Numbers(string path, string name, JsonElement entry, string field)
    {
        Require(path, entry.TryGetProperty(field, out var array) && array.ValueKind == JsonValueKind.Array, name, $"has no list '{field}'");
        return array.EnumerateArray().Select(item =>
        {
            long value = -1;
            Require(
                path, item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out value) && value >= 0,
                name, $"has '{item.GetRawText()}' in {field}; expected a whole number from 0");
            return value;
        }).ToArray();
    }

    private static void Require(string path, bool condition, string place, string problem)
    {
        if (!condition)
        {
            throw new WeightFileException(path, $"{place}: {problem}");
        }
    }
}
