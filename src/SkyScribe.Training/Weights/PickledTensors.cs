using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Makes tensors of their descriptions in a pickle and the bytes of their storages.</summary>
/// <param name="path">the file, for errors</param>
/// <param name="read">the bytes of a storage of so many bytes; what it costs is bounded there by the file's length</param>
internal sealed class PickledTensors(string path, Func<PickledStorage, long, byte[]> read) : IDisposable
{
    private const long MaximumStorage = int.MaxValue;
    private const int MaximumRank = 8;

    private static readonly Dictionary<string, (ScalarType Type, int Size)> Storages = new()
    {
        ["torch.FloatStorage"] = (ScalarType.Float32, 4),
        ["torch.DoubleStorage"] = (ScalarType.Float64, 8),
        ["torch.HalfStorage"] = (ScalarType.Float16, 2),
        ["torch.BFloat16Storage"] = (ScalarType.BFloat16, 2),
        ["torch.LongStorage"] = (ScalarType.Int64, 8),
        ["torch.IntStorage"] = (ScalarType.Int32, 4),
        ["torch.ShortStorage"] = (ScalarType.Int16, 2),
        ["torch.CharStorage"] = (ScalarType.Int8, 1),
        ["torch.ByteStorage"] = (ScalarType.Byte, 1),
        ["torch.BoolStorage"] = (ScalarType.Bool, 1),
        ["torch.UntypedStorage"] = (ScalarType.Byte, 1),
        ["torch.storage.UntypedStorage"] = (ScalarType.Byte, 1),
    };

    private static readonly Dictionary<string, string> StorageOfType = new()
    {
        ["torch.float32"] = "torch.FloatStorage",
        ["torch.float64"] = "torch.DoubleStorage",
        ["torch.float16"] = "torch.HalfStorage",
        ["torch.bfloat16"] = "torch.BFloat16Storage",
        ["torch.int64"] = "torch.LongStorage",
        ["torch.int32"] = "torch.IntStorage",
        ["torch.int16"] = "torch.ShortStorage",
        ["torch.int8"] = "torch.CharStorage",
        ["torch.uint8"] = "torch.ByteStorage",
        ["torch.bool"] = "torch.BoolStorage",
    };

    private readonly Dictionary<string, (PickledStorage Stated, Tensor Values)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a class of storages is known.</summary>
    public static bool IsStorage(string name) => Storages.ContainsKey(name);

    /// <summary>Bytes of a value of a known class of storages.</summary>
    public static int SizeOf(string name) => Storages[name].Size;

    /// <summary>Makes all tensors of a dictionary; other values are passed over.</summary>
    /// <exception cref="WeightFileException">A tensor is of a kind that is not read, leaves its storage, or there is none.</exception>
    public Dictionary<string, Tensor> Make(Dictionary<object, object?> dictionary)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var (key, value) in dictionary)
            {
                if (key is string name && value is PickledTensor tensor)
                {
                    tensors.Add(name, View(name, tensor));
                }
                else if (value is OpaqueValue { Name: var kind }
                    && (kind.StartsWith("torch._utils._rebuild", StringComparison.Ordinal)
                    || kind.StartsWith("torch._tensor.", StringComparison.Ordinal)))
                {
                    throw new WeightFileException(
                        path, $"'{key}' is a tensor of a kind that is not read ({kind}); save the state_dict of a plain model: model.float().cpu().state_dict()");
                }
            }

            return tensors.Count > 0 ? tensors
                : throw new WeightFileException(path, "its dictionary holds no tensor; expected a state dict (torch.save(model.state_dict(), ...))");
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (_, values) in _known.Values)
        {
            values.Dispose();
        }
    }

    // A storage of bytes takes the type of the tensor that looks into it.
    private Tensor StorageOf(PickledStorage storage, ScalarType? asType, string name)
    {
        string place = $"{storage.Key} {asType}";
        if (_known.TryGetValue(place, out var found))
        {
            return found.Stated.Type == storage.Type && found.Stated.Count == storage.Count
                ? found.Values
                : throw new WeightFileException(
                path, $"storage '{storage.Key}' is stated as {found.Stated.Count} values of {found.Stated.Type} and, for tensor '{name}', as {storage.Count} of {storage.Type}");
        }

        var (type, size) = Storages[storage.Type];
        byte[] bytes = read(storage, storage.Count * size);
        type = asType ?? type;
        long count = bytes.Length / type.ElementSize();
        var tensor = empty([count], type).DetachFromDisposeScope();
        bytes.AsSpan(0, (int)(count * type.ElementSize())).CopyTo(tensor.bytes);
        _known[place] = (storage, tensor);
        return tensor;
    }

    private Tensor View(string name, PickledTensor tensor)
    {
        long room = tensor.Storage.Count, limit = MaximumStorage / SizeOf(tensor.Storage.Type);
        if (room < 0 || room > limit)
        {
            throw new WeightFileException(path, $"storage '{tensor.Storage.Key}': its pickle states {room} values; expected 0 to {limit}");
        }

        ScalarType? type = null;
        if (tensor.Type is { } named)
        {
            if (!StorageOfType.TryGetValue(named, out string? storage))
            {
                throw new WeightFileException(
                    path, $"tensor '{name}' is of type {named}, which is not read; expected {string.Join(", ", StorageOfType.Keys)}");
            }

            type = Storages[storage].Type;
            room /= Storages[storage].Size;
        }

        var (shape, stride) = (tensor.Shape, tensor.Stride);
        bool valid = shape.Length == stride.Length && shape.Length <= MaximumRank && tensor.Offset >= 0 && tensor.Storage.Start >= 0;
        Int128 first = (Int128)tensor.Offset + tensor.Storage.Start, last = first, count = 1, most = 1;
        for (int i = 0; valid && i < shape.Length; i++)
        {
            valid = shape[i] >= 0 && stride[i] >= 0;
            last += (Int128)Math.Max(0, shape[i] - 1) * stride[i];
            count *= shape[i];
            most *= Math.Max(1, shape[i]);   // a 0 must not hide what overflows in libtorch
            valid &= most <= MaximumStorage && count <= room && last <= MaximumStorage;   // stride 0 must not make much out of little
        }

        if (!valid || first > MaximumStorage || (count > 0 && last >= room))
        {
            throw new WeightFileException(
                path, $"tensor '{name}' (offset {first}, shape [{string.Join(", ", shape)}], stride [{string.Join(", ", stride)}]) leaves its storage of {room} values");
        }

        var values = StorageOf(tensor.Storage, type, name);
        using var scope = NewDisposeScope();
        return values.as_strided(shape, stride, (long)first).contiguous().clone().MoveToOuterDisposeScope().DetachFromDisposeScope();
    }
}
