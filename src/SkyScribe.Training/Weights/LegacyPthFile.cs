using System.Buffers.Binary;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Reads what torch.save wrote before version 1.6: five pickles one after another (a magic number, a version, the machine's types, the
/// object, the storages' names), then each storage as its number of values and their bytes. Nothing is executed.</summary>
/// <remarks>After <c>torch.serialization._legacy_load</c>, whose magic number is 0x1950a86a20f9469cfc6c and whose version is 1001.</remarks>
internal static class LegacyPthFile
{
    private const long Version = 1001;
    private static readonly byte[] Magic = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file begins as such a file does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.Length >= Magic.Length + 2 && start[0] == 0x80 && start[2..].StartsWith(Magic);

    /// <inheritdoc cref="PthFile.Read"/>
    public static Dictionary<string, Tensor> Read(string path, string? key, List<string> remarks)
    {
        try
        {
            using var stream = WeightFile.Open(path);
            byte[] head = new byte[Math.Min(stream.Length, PthFile.MaximumPickle)];
            stream.ReadExactly(head);
            int at = Magic.Length + 2;
            if (Next(path, head, ref at) is not Version)
            {
                throw new WeightFileException(path, $"its version is not {Version}; expected what torch.save wrote before version 1.6 of PyTorch");
            }

            if (Next(path, head, ref at) is Dictionary<object, object?> machine && machine.TryGetValue("little_endian", out object? order)
                && order is false)
            {
                throw new WeightFileException(path, "was written on a big-endian machine; save it again on another, or as safetensors");
            }

            RestrictedPickle pickle = new(path, head, at);
            var dictionary = StateDict.Find(path, pickle.Read(out at), key, remarks);
            var places = Places(path, stream, Next(path, head, ref at), at, pickle.Storages);
            using PickledTensors tensors = new(path, (storage, bytes) => StorageOf(path, stream, places, storage, bytes));
            return tensors.Make(dictionary);
        }
        catch (IOException problem)
        {
            throw WeightFile.Named(path, problem);
        }
    }

    private static object? Next(string path, byte[] head, ref int at)
    {
        object? value = new RestrictedPickle(path, head, at).Read(out int end);
        at = end;
        return value;
    }

    // Where each storage's bytes begin. They follow each other, so that all sizes before one must be known.
    private static Dictionary<string, long> Places(
        string path, FileStream stream, object? names, long at, IReadOnlyDictionary<string, PickledStorage> stated)
    {
        if (names is not List<object?> list)
        {
            throw new WeightFileException(path, "has no list of storages; it is damaged, download it again");
        }

        Dictionary<string, long> places = new(StringComparer.Ordinal);
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (object? item in list)
        {
            if (item is not string name || !stated.TryGetValue(name, out var storage) || places.ContainsKey(name))
            {
                throw new WeightFileException(
                    path, $"lists a storage '{item}' that no tensor has, or lists it twice; it is damaged, download it again");
            }

            if (at > stream.Length - count.Length)
            {
                throw CutOff(path, name);
            }

            stream.Position = at;
            stream.ReadExactly(count);
            long values = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (values != storage.Count)
            {
                throw new WeightFileException(path, $"storage '{name}' has {values} values; its pickle states {storage.Count}");
            }

            places[name] = at + count.Length;
            Int128 end = (Int128)at + count.Length + ((Int128)values * PickledTensors.SizeOf(storage.Type));
            if (values < 0 || end > stream.Length)
            {
                throw CutOff(path, name);
            }

            at = (long)end;
        }

        return places;
    }

    private static byte[] StorageOf(string path, FileStream stream, Dictionary<string, long> places, PickledStorage storage, long bytes)
    {
        if (!places.TryGetValue(storage.Key, out long place) || bytes > stream.Length - place)
        {
            throw CutOff(path, storage.Key);
        }

        byte[] values = new byte[bytes];
        stream.Position = place;
        stream.ReadExactly(values);
        return values;
    }

    private static WeightFileException CutOff(string path, string storage) =>
        new(path, $"ends before the values of storage '{storage}': half a download; download it again");
}
