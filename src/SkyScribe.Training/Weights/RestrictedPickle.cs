namespace SkyScribe.Training.Weights;

/// <summary>
/// Interprets a pickle of protocol 2 to 5 (Python's <c>pickletools</c> describes the operations) as far as a PyTorch state dict needs it. It builds
/// plain values, dictionaries and descriptions of tensors; objects of all other classes become <see cref="OpaqueValue"/>s. Nothing is ever imported,
/// made or called.
/// </summary>
/// <param name="path">the file, for errors</param>
/// <param name="bytes">the pickle; it may be followed by others</param>
/// <param name="start">where it begins</param>
internal sealed class RestrictedPickle(string path, byte[] bytes, int start = 0)
{
    private const int MaximumDepth = 100_000, MaximumItems = 4_000_000;

    // No checkpoint needs these: a file that names one was made to run commands.
    private static readonly HashSet<string> HostileModules =
    [
        "os", "posix", "nt", "sys", "subprocess", "shutil", "socket", "runpy", "importlib", "pty", "platform", "commands", "popen2", "ctypes", "code",
        "codeop", "webbrowser", "requests", "urllib",
        "http", "ftplib", "smtplib", "telnetlib", "multiprocessing", "threading", "asyncio", "signal", "pdb", "bdb", "timeit", "cProfile", "profile",
        "trace", "marshal", "imp", "zipimport", "pip",
    ];

    private static readonly HashSet<string> HostileFunctions = [
        "eval", "exec", "execfile", "compile", "open", "input", "__import__", "setattr", "delattr", "globals", "locals", "vars", "breakpoint",
        "apply", "file"];

    private static readonly HashSet<string> Dictionaries = [
        "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "builtins.dict", "__builtin__.dict"];

    private static readonly object Mark = new();
    private readonly Dictionary<string, PickledStorage> _storages = new(StringComparer.Ordinal);
    private readonly PickleBytes _bytes = new(path, bytes, start);
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _items;

    private sealed record Global(string Name, int At);

    /// <summary>The storages that were named, by their keys.</summary>
    public IReadOnlyDictionary<string, PickledStorage> Storages => _storages;

    /// <summary>Runs to the stop operation.</summary>
    /// <returns>the pickled value: dictionaries, lists (tuples are arrays), texts, numbers, <see cref="PickledTensor"/>,
    /// <see cref="OpaqueValue"/></returns>
    public object? Read() => Read(out _);

    /// <summary>The same.</summary>
    /// <param name="end">the byte after it</param>
    public object? Read(out int end)
    {
        while (true)
        {
            int at = _bytes.At;
            byte operation = _bytes.Byte();
            if (operation == '.')
            {
                end = _bytes.At;
                return Pop() is var value && value is Global unused ? new OpaqueValue(unused.Name, unused.At) : value;
            }

            if (!Execute(operation))
            {
                throw _bytes.Refused($"pickle operation 0x{operation:x2}", at);
            }

            if (_stack.Count > MaximumDepth || ++_items > MaximumItems)
            {
                throw new WeightFileException(
                    path, $"its pickle has over {MaximumDepth} open values or {MaximumItems} operations; expected a state dict");
            }
        }
    }

    private bool Execute(byte operation)
    {
        switch ((char)operation)
        {
            case '\x80': return Protocol(_bytes.Byte());
            case '\x95': _ = _bytes.LongCount(); return true;   // a frame: only a hint for buffered readers
            case '}': return Push(new Dictionary<object, object?>());
            case ']': return Push(new List<object?>());
            case ')': return Push(Array.Empty<object?>());
            case '\x8f': return Push(new OpaqueValue("builtins.set", _bytes.At - 1));
            case '(': return Push(Mark);
            case 'N': return Push(null);
            case '\x88': return Push(true);
            case '\x89': return Push(false);
            case 'K': return Push((long)_bytes.Byte());
            case 'M': return Push(_bytes.Word());
            case 'J': return Push((long)_bytes.Int());
            case '\x8a': return Push(_bytes.Whole(_bytes.Byte()));
            case '\x8b': return Push(_bytes.Whole(_bytes.Count()));
            case 'G': return Push(_bytes.Double());
            case 'X': return Push(_bytes.Text(_bytes.Count()));
            case '\x8c' or 'U': return Push(_bytes.Text(_bytes.Byte()));
            case '\x8d': return Push(_bytes.Text(_bytes.LongCount()));
            case 'T': return Push(_bytes.Text(_bytes.Count()));
            case 'C': return Push(_bytes.Skip(_bytes.Byte()));
            case 'B': return Push(_bytes.Skip(_bytes.Count()));
            case '\x8e' or '\x96': return Push(_bytes.Skip(_bytes.LongCount()));
            case 'q': return Remember(_bytes.Byte());
            case 'r': return Remember(_bytes.Int());
            case '\x94': return Remember(_memo.Count);
            case 'h': return Recall(_bytes.Byte());
            case 'j': return Recall(_bytes.Int());
            case '0': return Drop();
            case '1': _ = PopToMark(); return true;
            case '2': var top = Pop(); return Push(top) && Push(top);
            case 't': return Push(PopToMark());
            case '\x85': return PushTuple(1);
            case '\x86': return PushTuple(2);
            case '\x87': return PushTuple(3);
            case '\x91': _ = PopToMark(); return Push(new OpaqueValue("builtins.frozenset", _bytes.At - 1));
            case 'c': return PushGlobal(_bytes.At - 1, _bytes.Line(), _bytes.Line());
            case '\x93': return PushStackGlobal();
            case 'Q': return Push(Storage(Pop()));
            case 'R': return Call();
            case '\x81': return Call();
            case '\x92': _ = Pop(); return Call();   // keyword arguments
            case 's': return SetItems([Pop2()]);
            case 'u': return SetItems(Pairs(PopToMark()));
            case 'a': return Append([Pop()]);
            case 'e' or '\x90': return Append(PopToMark());
            case 'b': _ = Pop(); return true;   // an object's attributes, such as an OrderedDict's _metadata: not needed
            default: return false;
        }
    }

    private bool Protocol(byte version) => version is >= 2 and <= 5
        ? true
        : throw new WeightFileException(
        path, $"its pickle has protocol {version}; protocols 2 to 5 are read: save it again with torch.save(model.state_dict(), ...)");

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

    private bool PushStackGlobal()
    {
        object? name = Pop(), module = Pop();
        return module is string first && name is string second ? PushGlobal(_bytes.At - 1, first, second)
            : throw _bytes.Refused("global without a name", _bytes.At - 1);
    }

    private bool PushGlobal(int at, string module, string name)
    {
        string root = module.Split('.')[0];
        bool isHostile = HostileModules.Contains(root) || (root is "builtins" or "__builtin__" && HostileFunctions.Contains(name.Split('.')[0]))
            || (root == "operator" && name != "itemgetter");
        return isHostile ? throw _bytes.Refused($"global '{module}.{name}'", at) : Push(new Global($"{module}.{name}", at));
    }

    private bool Call()
    {
        int at = _bytes.At - 1;
        object? arguments = Pop(), callable = Pop();
        if (arguments is not object?[] parts)
        {
            throw _bytes.Refused("call without a tuple of arguments", at);
        }

        return callable switch
        {
            Global known => Push(Made(known, parts, at)),
            OpaqueValue opaque => Push(new OpaqueValue(opaque.Name, opaque.At)),
            _ => throw _bytes.Refused("call of what is no function", at),
        };
    }

    private object Made(Global global, object?[] parts, int at)
    {
        if (Dictionaries.Contains(global.Name))
        {
            return DictionaryOf(parts);
        }

        switch (global.Name)
        {
            case "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v3":
                return parts is [PickledStorage storage, long offset, object?[] shape, object?[] stride, ..]
                    ? new PickledTensor(storage, offset, Longs(shape), Longs(stride), global.Name.EndsWith('3')
                    && parts is [_, _, _, _, _, _, Global type, ..] ? type.Name : null)
                    : throw _bytes.Refused($"call of '{global.Name}' with other arguments than a state dict has", at);
            case "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state":
                return parts is [PickledTensor tensor, ..] ? tensor : new OpaqueValue(global.Name, global.At);
            default:
                return new OpaqueValue(global.Name, global.At);
        }
    }

    // An OrderedDict of Python 2 comes with its items: a list of pairs.
    private static Dictionary<object, object?> DictionaryOf(object?[] parts)
    {
        Dictionary<object, object?> made = [];
        if (parts is [List<object?> pairs])
        {
            foreach (object? pair in pairs)
            {
                var (key, value) = pair switch { object?[] { Length: 2 } both => (both[0], both[1]),
                    List<object?> { Count: 2 } both => (both[0], both[1]), _ => (null, null) };
                if (key is string or long)
                {
                    made[key] = value;
                }
            }
        }

        return made;
    }

    // Before version 1.6 a class could come with its source ("module"), and a storage could be a part of another: the last item then has the part's
    // name, start and length.
    private object Storage(object? id) => id switch
    {
        object?[] parts when parts is ["storage", Global type, string key, string, long count, .. var rest] && PickledTensors.IsStorage(type.Name) =>
            _storages[key] = new PickledStorage(type.Name, key, count, rest is [object?[] and [string, long start, long], ..] ? start : 0),
        object?[] parts when parts is ["module", Global type, ..] => new OpaqueValue(type.Name, type.At),
        _ => throw _bytes.Refused("persistent id that is no storage", _bytes.At - 1),
    };

    private bool SetItems((object? Key, object? Value)[] items)
    {
        var target = _stack.Count == 0 ? null : _stack[^1] as Dictionary<object, object?> ?? (_stack[^1] as OpaqueValue)?.Items;
        if (target is null)
        {
            throw _bytes.Refused("items set in what is no dictionary", _bytes.At - 1);
        }

        foreach (var (key, value) in items)
        {
            // Only plain keys: hashing anything else could be made slow or recursive. No tensor of a state dict has others.
            if (key is string or long)
            {
                target[key] = value;
            }
        }

        return true;
    }

    private bool Append(object?[] items)
    {
        switch (_stack.Count == 0 ? null : _stack[^1])
        {
            case List<object?> target:
                target.AddRange(items);
                return true;
            case OpaqueValue:
                return true;
            default:
                throw _bytes.Refused("items appended to what is no list", _bytes.At - 1);
        }
    }

    private (object? Key, object? Value) Pop2()
    {
        object? value = Pop();
        return (Pop(), value);
    }

    private (object? Key, object? Value)[] Pairs(object?[] flat) => flat.Length % 2 == 0
        ? flat.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray()
        : throw _bytes.Refused("key without a value", _bytes.At - 1);

    private long[] Longs(object?[] items) =>
        items.Select(item => item is long number ? number : throw _bytes.Refused("tensor size that is no whole number", _bytes.At - 1)).ToArray();

    private bool Drop()
    {
        if (_stack.Count > 0)
        {
            _stack.RemoveAt(_stack.Count - 1);   // the mark too
        }

        return true;
    }

    private object? Pop()
    {
        if (_stack.Count == 0 || ReferenceEquals(_stack[^1], Mark))
        {
            throw _bytes.Refused("operation on an empty stack", _bytes.At - 1);
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
            throw _bytes.Refused("operation without its mark", _bytes.At - 1);
        }

        object?[] items = _stack.GetRange(mark + 1, _stack.Count - mark - 1).ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private bool Remember(int key)
    {
        _memo[key] = _stack.Count > 0 ? _stack[^1] : throw _bytes.Refused("memo of an empty stack", _bytes.At - 1);
        return true;
    }

    private bool Recall(int key) =>
        _memo.TryGetValue(key, out object? value) ? Push(value) : throw _bytes.Refused($"memo {key}, which was never set", _bytes.At - 1);
}
