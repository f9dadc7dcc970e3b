using System.Buffers.Binary;
using System.Text;

namespace SkyScribe.Training.Weights;

/// <summary>A storage that a pickled tensor looks into: an entry of the zip file.</summary>
internal sealed record PickledStorage(string Type, string Key, long Count);

/// <summary>A tensor as a state dict pickles it: a view of a storage.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Stride);

/// <summary>
/// Interprets the few pickle operations that a PyTorch state dict needs, and no others. It builds plain values only: a global outside the list, or a
/// call of anything but the two tensor builders and OrderedDict, ends the reading with the name of what was refused. Nothing is ever executed.
/// </summary>
internal sealed class RestrictedPickle(string path, byte[] bytes)
{
    private const int MaximumDepth = 100_000, MaximumItems = 2_000_000, MaximumText = 1 << 16;

    private static readonly HashSet<string> Callables = ["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter"];

    private static readonly HashSet<string> Storages =
    [
        "torch.FloatStorage", "torch.DoubleStorage", "torch.HalfStorage", "torch.BFloat16Storage", "torch.LongStorage", "torch.IntStorage",
        "torch.ByteStorage", "torch.BoolStorage",
    ];

    private static readonly object Mark = new();
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _at;
    private int _items;

    private sealed record Global(string Name);

    /// <summary>Runs to the stop operation.</summary>
    /// <returns>the pickled value: dictionaries, lists (tuples are arrays), texts, numbers, <see cref="PickledTensor"/></returns>
    public object? Read()
    {
        while (true)
        {
            int start = _at;
            byte operation = Byte();
            if (operation == '.')
            {
                return Pop();
            }

            if (!Execute(operation))
            {
                throw Refused($"pickle operation 0x{operation:x2}", start);
            }

            if (_stack.Count > MaximumDepth || ++_items > MaximumItems)
            {
                throw new WeightFileException(path, $"its pickle has over {MaximumDepth} open values or {MaximumItems} operations; expected a state dict");
            }
        }
    }

    private bool Execute(byte operation)
    {
        switch ((char)operation)
        {
            case '\x80': _ = Byte(); return true;
            case '}': return Push(new Dictionary<object, object?>());
            case ']': return Push(new List<object?>());
            case ')': return Push(Array.Empty<object?>());
            case '(': return Push(Mark);
            case 'N': return Push(null);
            case '\x88': return Push(true);
            case '\x89': return Push(false);
            case 'K': return Push((long)Byte());
            case 'M': return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case 'J': return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case '\x8a': return Push(Long(Take(Byte())));
            case 'G': return Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            case 'X': return Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case 'q': return Remember(Byte());
            case 'r': return Remember(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case 'h': return Recall(Byte());
            case 'j': return Recall(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case 't': return Push(PopToMark());
            case '\x85': return PushTuple(1);
            case '\x86': return PushTuple(2);
            case '\x87': return PushTuple(3);
            case 'c': return PushGlobal();
            case 'Q': return Push(Storage(Pop()));
            case 'R': return Call();
            case 's': return SetItems([Pop2()]);
            case 'u': return SetItems(Pairs(PopToMark()));
            case 'a': return Append([Pop()]);
            case 'e': return Append(PopToMark());
            case 'b': _ = Pop(); return true;   // attributes of an OrderedDict (_metadata): not needed
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private bool PushTuple(int count)
    {
        object?[] items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return Push(items);
    }

    private bool PushGlobal()
    {
        int start = _at - 1;
        string name = Line() + "." + Line();
        return Callables.Contains(name) || Storages.Contains(name) ? Push(new Global(name)) : throw Refused($"global '{name}'", start);
    }

    private bool Call()
    {
        int start = _at - 1;
        object? arguments = Pop(), callable = Pop();
        return (callable, arguments) switch
        {
            (Global { Name: "collections.OrderedDict" }, object?[] { Length: 0 }) => Push(new Dictionary<object, object?>()),
            (Global { Name: "torch._utils._rebuild_tensor_v2" }, object?[] { Length: >= 4 } parts)
                when parts is [PickledStorage storage, long offset, object?[] shape, object?[] stride, ..]
                => Push(new PickledTensor(storage, offset, Longs(shape), Longs(stride))),
            (Global { Name: "torch._utils._rebuild_parameter" }, object?[] { Length: >= 1 } parts) when parts[0] is PickledTensor tensor => Push(tensor),
            (Global known, _) => throw Refused($"call of '{known.Name}' with other arguments than a state dict has", start),
            _ => throw Refused("call of what is no function", start),
        };
    }

    private PickledStorage Storage(object? id) =>
        id is object?[] { Length: >= 5 } parts && parts is ["storage", Global type, string key, string, long count, ..] && Storages.Contains(type.Name)
            ? new PickledStorage(type.Name, key, count)
            : throw Refused("persistent id that is no storage", _at - 1);

    private bool SetItems((object? Key, object? Value)[] items)
    {
        if (_stack.Count == 0 || _stack[^1] is not Dictionary<object, object?> target)
        {
            throw Refused("items set in what is no dictionary", _at - 1);
        }

        foreach (var (key, value) in items)
        {
            // Only plain keys: hashing anything else could be made slow or recursive.
            if (key is not (string or long))
            {
                throw Refused("dictionary key that is no text or number", _at - 1);
            }

            target[key] = value;
        }

        return true;
    }

    private bool Append(object?[] items)
    {
        if (_stack.Count == 0 || _stack[^1] is not List<object?> target)
        {
            throw Refused("items appended to what is no list", _at - 1);
        }

        target.AddRange(items);
        return true;
    }

    private (object? Key, object? Value) Pop2()
    {
        object? value = Pop();
        return (Pop(), value);
    }

    private (object? Key, object? Value)[] Pairs(object?[] flat) => flat.Length % 2 == 0
        ? flat.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray()
        : throw Refused("key without a value", _at - 1);

    private long[] Longs(object?[] items) =>
        items.Select(item => item is long number ? number : throw Refused("tensor size that is no whole number", _at - 1)).ToArray();

    private object? Pop()
    {
        if (_stack.Count == 0 || ReferenceEquals(_stack[^1], Mark))
        {
            throw Refused("operation on an empty stack", _at - 1);
        }

        object? value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.FindLastIndex(value => ReferenceEquals(value, Mark));
        if (mark < 0)
        {
            throw Refused("operation without its mark", _at - 1);
        }

        object?[] items = _stack.GetRange(mark + 1, _stack.Count - mark - 1).ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private bool Remember(int key)
    {
        _memo[key] = _stack.Count > 0 ? _stack[^1] : throw Refused("memo of an empty stack", _at - 1);
        return true;
    }

    private bool Recall(int key) => _memo.TryGetValue(key, out object? value) ? Push(value) : throw Refused($"memo {key}, which was never set", _at - 1);

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - _at)
        {
            throw new WeightFileException(path, $"its pickle ends at byte {bytes.Length}, in the middle of an operation; copy the file again");
        }

        var taken = bytes.AsSpan(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private long Long(ReadOnlySpan<byte> little)
    {
        if (little.Length > sizeof(long))
        {
            throw Refused($"whole number of {little.Length} bytes", _at);
        }

        long value = little.Length > 0 && (little[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = little.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | little[i];
        }

        return value;
    }

    private string Text(uint length) => length <= MaximumText
        ? Encoding.UTF8.GetString(Take(length))
        : throw Refused($"text of {length} bytes", _at);

    private string Line()
    {
        int length = bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length is < 0 or > 256)
        {
            throw Refused("global without a name", _at);
        }

        string text = Encoding.ASCII.GetString(Take(length));
        _at++;
        return text;
    }

    private WeightFileException Refused(string what, int at) => new(path, $"refuses {what} at byte {at} of its pickle; only tensors of a state dict are read, nothing is executed");
}
