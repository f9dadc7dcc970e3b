using System.Buffers.Binary;
using System.Text.Json;
using SkyScribe.IO;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Reads and writes tensors in the safetensors format: an 8-byte header length, a JSON header, then the tensors' bytes,
/// little-endian.</summary>
/// <remarks>Files are hostile until checked: the header is bounded, and every tensor's place is compared with its shape before memory is
/// taken.</remarks>
public static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>Reads all tensors, each in the precision it is stored in. The caller disposes them.</summary>
    /// <exception cref="WeightFileException">The file is missing or is no valid safetensors file.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var stream = WeightFile.Open(path);
            var header = SafetensorsHeader.Read(path, stream);
            foreach (var entry in header.Entries)
            {
                var tensor = empty(entry.Shape, SafetensorsHeader.TypeOf(entry.Type)!.Value).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                stream.Position = header.DataStart + entry.Start;
                if (entry.End > entry.Start)
                {
                    stream.ReadExactly(tensor.bytes);
                }
            }

            return tensors;
        }
        catch (Exception problem)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw problem is EndOfStreamException ? new WeightFileException(path, "ends before its last tensor; copy it again", problem)
                : WeightFile.Named(path, problem);
        }
    }

    /// <summary>Reads the file's free texts (<c>__metadata__</c>); empty where it has none.</summary>
    /// <exception cref="WeightFileException">The file is missing or is no valid safetensors file.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        try
        {
            using var stream = WeightFile.Open(path);
            return SafetensorsHeader.Read(path, stream).Metadata;
        }
        catch (IOException problem)
        {
            throw WeightFile.Named(path, problem);
        }
    }

    /// <summary>Writes tensors, sorted by name, so that equal tensors give equal bytes. An existing file is replaced as a whole.</summary>
    /// <exception cref="ArgumentException">A tensor's type has no place in the format.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        string[] names = tensors.Keys.Order(StringComparer.Ordinal).ToArray();
        byte[] header = Header(names, tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (string name in names)
            {
                using var plain = tensors[name].detach().cpu().contiguous();
                if (plain.numel() > 0)
                {
                    stream.Write(plain.bytes);
                }
            }
        });
    }

    private static byte[] Header(string[] names, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (string name in names)
            {
                var tensor = tensors[name];
                string type = SafetensorsHeader.NameOf(tensor.dtype)
                    ?? throw new SkyScribeException($"tensor '{name}' is of type {tensor.dtype}, which safetensors files cannot hold");
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (long size in tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.numel() * tensor.element_size());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
