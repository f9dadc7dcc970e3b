using System.IO.Compression;
using System.Text;

namespace SkyScribe.Training.Tests.Weights;

/// <summary>Writes pickles, and the files of PyTorch around them, operation by operation, as Python's and PyTorch's own writers do.</summary>
/// <param name="protocol">2 to 5</param>
internal sealed class SomePickle(int protocol = 2)
{
    private readonly List<byte> _bytes = [];

    /// <summary>Named storages of floats, in the order in which they are written.</summary>
    public Dictionary<string, float[]> Storages { get; } = [];

    /// <summary>In the old format, tensors' storages say whether they are parts of others.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>The pickle, with its header and its end.</summary>
    public byte[] Whole(bool hasFrame = true) =>
    [
        0x80, (byte)protocol, .. protocol >= 4 && hasFrame ? [0x95, .. BitConverter.GetBytes((long)_bytes.Count + 1)]
        : Array.Empty<byte>(), .. _bytes, (byte)'.',
    ];

    public SomePickle Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public SomePickle Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return protocol >= 4 && utf8.Length < 256 ? Raw([0x8C, (byte)utf8.Length, .. utf8, 0x94])
            : Raw([(byte)'X', .. BitConverter.GetBytes(utf8.Length), .. utf8]);
    }

    public SomePickle Number(long value) => value is >= 0 and < 256 ? Raw((byte)'K', (byte)value) : value == (int)value
        ? Raw([(byte)'J', .. BitConverter.GetBytes((int)value)]) : Raw([0x8A, 8, .. BitConverter.GetBytes(value)]);

    public SomePickle Global(string module, string name) =>
        protocol >= 4 ? Text(module).Text(name).Raw(0x93, 0x94) : Raw([(byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")]);

    /// <summary>A call: a function or class, and its arguments.</summary>
    public SomePickle Call(string module, string name, params Action<SomePickle>[] arguments) => Global(module, name).Tuple(arguments).Raw((byte)'R');

    public SomePickle Tuple(params Action<SomePickle>[] items)
    {
        Raw((byte)'(');
        Array.ForEach(items, item => item(this));
        return Raw((byte)'t');
    }

    /// <summary>A plain dictionary, or an OrderedDict.</summary>
    public SomePickle Dictionary(bool isOrdered, params (string Key, Action<SomePickle> Value)[] items)
    {
        _ = isOrdered ? Global("collections", "OrderedDict").Raw((byte)')', (byte)'R') : Raw((byte)'}');
        Raw((byte)'(');
        foreach (var (key, value) in items)
        {
            Text(key);
            value(this);
        }

        return Raw((byte)'u');
    }

    /// <summary>A state dict with a tensor of two values for each name; the values tell the names apart.</summary>
    public SomePickle StateDict(params string[] names) =>
        Dictionary(true, [.. names.Select(name => (name, (Action<SomePickle>)(p => p.Tensor(name.Length, name.Sum(letter => letter)))))]);

    /// <summary>A float tensor of one dimension with a storage of its own.</summary>
    public SomePickle Tensor(params float[] values)
    {
        string key = IsLegacy ? $"{94_000_000 + (16 * Storages.Count)}" : $"{Storages.Count}";
        Storages[key] = values;
        return View("FloatStorage", key, values.Length, 0, [values.Length], [1]);
    }

    public SomePickle View(string type, string key, long count, long offset, long[] shape, long[] stride,
        (string Name, long Start, long Count)? part = null) => Call(
        "torch._utils", "_rebuild_tensor_v2",
        p => p.Storage(type, key, count, part),
        p => p.Number(offset),
        p => p.Tuple([.. shape.Select(size => (Action<SomePickle>)(q => q.Number(size)))]),
        p => p.Tuple([.. stride.Select(size => (Action<SomePickle>)(q => q.Number(size)))]),
        p => p.Raw(0x89),
        p => p.Global("collections", "OrderedDict").Raw((byte)')', (byte)'R'));

    public SomePickle Storage(string type, string key, long count, (string Name, long Start, long Count)? part = null)
    {
        List<Action<SomePickle>> id = [
            p => p.Text("storage"), p => p.Global("torch", type), p => p.Text(key), p => p.Text("cuda:0"), p => p.Number(count)];
        if (part is { } view)
        {
            id.Add(p => p.Tuple(q => q.Text(view.Name), q => q.Number(view.Start), q => q.Number(view.Count)));
        }
        else if (IsLegacy)
        {
            id.Add(p => p.Raw((byte)'N'));
        }

        return Tuple([.. id]).Raw((byte)'Q');
    }

    /// <summary>A zip file as torch.save writes it since version 1.6.</summary>
    public byte[] Zip(string folder = "archive", params (string Name, byte[] Bytes)[] more)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in (IEnumerable<(string, byte[])>)[
                ("data.pkl", Whole()), ("byteorder", "little"u8.ToArray()),
                .. Storages.Select(storage => ($"data/{storage.Key}", Floats(storage.Value))), .. more])
            {
                using var entry = zip.CreateEntry($"{folder}/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A file as torch.save wrote it before version 1.6.</summary>
    public byte[] Legacy(bool isLittleEndian = true)
    {
        SomePickle machine = new(), names = new();
        machine.Dictionary(false, ("protocol_version", p => p.Number(1001)), ("little_endian", p => p.Raw(isLittleEndian ? (byte)0x88 : (byte)0x89)),
            ("type_sizes", p => p.Dictionary(false, ("short", q => q.Number(2)))));
        names.Raw((byte)']', (byte)'(');
        foreach (string key in Storages.Keys)
        {
            names.Text(key);
        }

        names.Raw((byte)'e');
        return
        [
            0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xE9, 3, (byte)'.',
            .. machine.Whole(), .. Whole(), .. names.Whole(),
            .. Storages.Values.SelectMany(values => (IEnumerable<byte>)[.. BitConverter.GetBytes((long)values.Length), .. Floats(values)]),
        ];
    }

    private static byte[] Floats(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
