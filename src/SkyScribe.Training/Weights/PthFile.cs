using System.IO.Compression;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Reads the tensors of a PyTorch state dict (a zip file with a pickle and one entry a storage) without ever executing anything.</summary>
internal static class PthFile
{
    private const long MaximumPickle = 64L << 20, MaximumStorage = int.MaxValue;
    private const int MaximumRank = 8;

    private static readonly Dictionary<string, (ScalarType Type, int Size)> Types = new()
    {
        ["torch.FloatStorage"] = (ScalarType.Float32, 4),
        ["torch.DoubleStorage"] = (ScalarType.Float64, 8),
        ["torch.HalfStorage"] = (ScalarType.Float16, 2),
        ["torch.BFloat16Storage"] = (ScalarType.BFloat16, 2),
        ["torch.LongStorage"] = (ScalarType.Int64, 8),
        ["torch.IntStorage"] = (ScalarType.Int32, 4),
        ["torch.ByteStorage"] = (ScalarType.Byte, 1),
        ["torch.BoolStorage"] = (ScalarType.Bool, 1),
    };

    /// <summary>Reads all tensors of the dictionary, or of its "state_dict" or "model" where it has one; other values are skipped.</summary>
    /// <exception cref="WeightFileException">The file is damaged, or holds what is refused.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            using var zip = new ZipArchive(WeightFile.Open(path), ZipArchiveMode.Read);
            var pickle = zip.Entries.FirstOrDefault(entry => entry.FullName == "data.pkl" || entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
                ?? throw new WeightFileException(path, "is a zip file without data.pkl; expected what torch.save writes");
            string folder = pickle.FullName[..^"data.pkl".Length];
            if (zip.GetEntry(folder + "byteorder") is { } order && !Bytes(path, order, 16).AsSpan().SequenceEqual("little"u8))
            {
                throw new WeightFileException(path, "was written on a big-endian machine; save it again on another, or as safetensors");
            }

            object? root = new RestrictedPickle(path, Bytes(path, pickle, MaximumPickle)).Read();
            return Tensors(path, zip, folder, StateDict(path, root));
        }
        catch (InvalidDataException problem)
        {
            throw new WeightFileException(path, $"is a damaged zip file: {problem.Message}", problem);
        }
        catch (IOException problem)
        {
            throw WeightFile.Named(path, problem);
        }
    }

    private static Dictionary<object, object?> StateDict(string path, object? root)
    {
        if (root is not Dictionary<object, object?> dictionary)
        {
            throw new WeightFileException(path, "its pickle is no dictionary; expected a state dict (torch.save(model.state_dict(), ...))");
        }

        foreach (string name in new[] { "state_dict", "model" })
        {
            if (dictionary.TryGetValue(name, out object? inner) && inner is Dictionary<object, object?> nested)
            {
                return nested;
            }
        }

        return dictionary;
    }

    private static Dictionary<string, Tensor> Tensors(string path, ZipArchive zip, string folder, Dictionary<object, object?> dictionary)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var storages = new Dictionary<PickledStorage, Tensor>();
        try
        {
            foreach (var (key, value) in dictionary)
            {
                if (key is string name && value is PickledTensor tensor)
                {
                    tensors.Add(name, View(path, name, tensor, StorageOf(path, zip, folder, tensor.Storage, storages)));
                }
            }

            return tensors.Count > 0 ? tensors : throw new WeightFileException(path, "its dictionary holds no tensor");
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
        finally
        {
            foreach (var storage in storages.Values)
            {
                storage.Dispose();
            }
        }
    }

    private static Tensor StorageOf(string path, ZipArchive zip, string folder, PickledStorage storage, Dictionary<PickledStorage, Tensor> known)
    {
        if (known.TryGetValue(storage, out var found))
        {
            return found;
        }

        var (type, size) = Types[storage.Type];
        var entry = zip.GetEntry($"{folder}data/{storage.Key}") ?? throw new WeightFileException(path, $"has no entry for storage '{storage.Key}'; copy it again");
        if (storage.Count < 0 || storage.Count > MaximumStorage / size || entry.Length != storage.Count * size)
        {
            throw new WeightFileException(path, $"storage '{storage.Key}' has {entry.Length} bytes; its pickle states {storage.Count} values of {size} bytes");
        }

        byte[] bytes = Bytes(path, entry, MaximumStorage);
        var tensor = empty([storage.Count], type).DetachFromDisposeScope();
        bytes.CopyTo(tensor.bytes);
        return known[storage] = tensor;
    }

    private static Tensor View(string path, string name, PickledTensor tensor, Tensor storage)
    {
        var (shape, stride) = (tensor.Shape, tensor.Stride);
        bool valid = shape.Length == stride.Length && shape.Length <= MaximumRank && tensor.Offset >= 0;
        Int128 last = tensor.Offset, count = 1, room = 1;
        for (int i = 0; valid && i < shape.Length; i++)
        {
            valid = shape[i] >= 0 && stride[i] >= 0;
            last += (Int128)Math.Max(0, shape[i] - 1) * stride[i];
            count *= shape[i];
            room *= Math.Max(1, shape[i]);   // a 0 must not hide what overflows in libtorch
            valid &= room <= MaximumStorage && count <= tensor.Storage.Count && last <= MaximumStorage;   // stride 0 must not make much out of little
        }

        if (!valid || (count > 0 && last >= tensor.Storage.Count))
        {
            throw new WeightFileException(
                path, $"tensor '{name}' (offset {tensor.Offset}, shape [{string.Join(", ", shape)}], stride [{string.Join(", ", stride)}]) leaves its storage of {tensor.Storage.Count} values");
        }

        using var view = storage.as_strided(shape, stride, tensor.Offset);
        return view.contiguous().clone().DetachFromDisposeScope();
    }

    private static byte[] Bytes(string path, ZipArchiveEntry entry, long most)
    {
        // torch.save stores without compression, so a stated size can be checked against what is there before memory is taken.
        if (entry.Length > most || entry.CompressedLength != entry.Length)
        {
            throw new WeightFileException(
                path, $"entry '{entry.FullName}' states {entry.Length} bytes in {entry.CompressedLength}; expected at most {most}, stored without compression");
        }

        byte[] bytes = new byte[entry.Length];
        using var stream = entry.Open();
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || stream.ReadByte() >= 0)
        {
            throw new WeightFileException(path, $"entry '{entry.FullName}' has other than its {entry.Length} stated bytes; copy the file again");
        }

        return bytes;
    }
}
