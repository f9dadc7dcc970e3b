using System.IO.Compression;
using System.Text;
using CsCheck;
using SkyScribe.TestSupport;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Weights;

/// <summary>Weights in the forms that people have them in.</summary>
public sealed class CheckpointFormsTests : IDisposable
{
    private static readonly string[] Names = ["conv.weight", "conv.bias", "bn.running_mean"];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Protocols2To5_AreRead(int protocol) => Reads(new SomePickle(protocol).StateDict(Names).Zip(), Names);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void OtherProtocols_AreNamed(int protocol) => Refuses(new SomePickle(protocol).StateDict(Names).Zip(), $"protocol {protocol}");

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void FormatBefore16_IsRead(int protocol) => Reads(new SomePickle(protocol) { IsLegacy = true }.StateDict(Names).Legacy(), Names);

    [Fact]
    public void FormatBefore16_StoragesThatArePartsOfOthers_AreRead()
    {
        SomePickle pickle = new() { IsLegacy = true };
        pickle.Storages["7"] = [0, 1, 2, 3, 4, 5];
        pickle.Dictionary(true, ("a", p => p.View("FloatStorage", "7", 6, 0, [2], [1], ("70", 2, 4))),
            ("b", p => p.View("FloatStorage", "7", 6, 1, [3], [1], ("71", 2, 4))), ("c", p => p.View("FloatStorage", "7", 6, 0, [6], [1])));
        var tensors = Read(pickle.Legacy(), out _);
        Assert.Equal([2f, 3f], tensors["a"].data<float>().ToArray());
        Assert.Equal([3f, 4f, 5f], tensors["b"].data<float>().ToArray());
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], tensors["c"].data<float>().ToArray());
    }

    [Fact]
    public void FormatBefore16_BigEndianOrCutOffOrLying_IsRefused()
    {
        SomePickle Fresh() => new SomePickle { IsLegacy = true }.StateDict(Names);
        byte[] whole = Fresh().Legacy();
        Refuses(Fresh().Legacy(isLittleEndian: false), "big-endian");
        Refuses(whole[..^3], "half a download");
        Refuses(whole[..^30], "half a download");
        for (int cut = 15; cut < whole.Length; cut += 7)
        {
            File.WriteAllBytes(_path, whole[..cut]);
            Assert.Throws<WeightFileException>(() => WeightFile.Read(_path));
        }

        byte[] lying = [.. whole];
        lying[^16] = 0xFF;   // the number of values of the last storage
        Refuses(lying, "its pickle states 2");
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    [InlineData("net")]
    [InlineData("ema")]
    [InlineData("whatever")]
    public void OneDictionaryDeep_IsFound_AndSaid(string member)
    {
        byte[] file = new SomePickle().Dictionary(
            false, ("epoch", p => p.Number(3)), (member, p => p.StateDict(Names)),
            ("optimizer", p => p.Dictionary(false, ("state", q => q.Dictionary(false, ("0", r => r.StateDict("exp_avg"))))))).Zip();
        Assert.Equal([$"read from its member {member}"], Reads(file, Names));
    }

    [Fact]
    public void TwoDictionaries_AreNamed_AndOneIsTakenByName()
    {
        byte[] file = new SomePickle(4).Dictionary(false, ("model", p => p.StateDict(Names)), ("ema", p => p.StateDict("a", "b"))).Zip();
        Refuses(file, "holds 2 dictionaries of tensors: model (3), ema (2); name one, as in --weights FILE#model");
        Assert.Equal(["read from its member ema"], Reads(file, ["a", "b"], "ema"));
        Refuses(file, "has no dictionary 'net'", "net");
        byte[] deep = new SomePickle().Dictionary(
            false, ("checkpoint", p => p.Dictionary(false, ("net", q => q.StateDict(Names)), ("step", q => q.Number(1))))).Zip();
        Reads(deep, Names, "checkpoint/net");
        Refuses(deep, "holds no tensor", "checkpoint");
        byte[] legacy = new SomePickle { IsLegacy = true }.Dictionary(false, ("model", p => p.StateDict(Names)), ("ema", p => p.StateDict("a")))
            .Legacy();
        Reads(legacy, ["a"], "ema");
    }

    [Fact]
    public void FileWithANumberSignInItsName_IsThatFile()
    {
        string path = _path + "#1.pth";
        File.WriteAllBytes(path, new SomePickle().StateDict(Names).Zip());
        try
        {
            Assert.Equal(3, WeightFile.Read(path).Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static TheoryData<string> Beside => [.. Values.Keys];

    // What training scripts keep beside the weights, as Python pickles it.
    private static readonly Dictionary<string, Action<SomePickle>> Values = new()
    {
        ["numpy scalar"] = p => p.Call("numpy.core.multiarray", "scalar", q => q.Call(
        "numpy", "dtype", r => r.Text("f8"), r => r.Raw(0x89), r => r.Raw(0x88)),
        q => q.Call("_codecs", "encode", r => r.Text("x"), r => r.Text("latin1"))),
        ["numpy 2 scalar"] = p => p.Call("numpy._core.multiarray", "scalar", q => q.Call(
        "numpy", "dtype", r => r.Text("f8"), r => r.Raw(0x89), r => r.Raw(0x88)).Raw((byte)'(').Number(3).Raw((byte)'t', (byte)'b'),
        q => q.Raw((byte)'C', 2, 1, 2)),
        ["numpy array"] = p => p.Call("numpy.core.multiarray", "_reconstruct", q => q.Global("numpy", "ndarray"), q => q.Tuple(r => r.Number(0)), q =>
        q.Raw((byte)'C', 1, (byte)'b')).Tuple(q => q.Number(1), q => q.Raw([(byte)'B', .. BitConverter.GetBytes(5), 1, 2, 3, 4, 5])).Raw((byte)'b'),
        ["namespace"] = p => p.Global("argparse", "Namespace").Raw((byte)')', 0x81)
        .Dictionary(false, ("lr", q => q.Raw([(byte)'G', 63, 240, 0, 0, 0, 0, 0, 0])), ("gpus", q => q.Raw((byte)'N'))).Raw((byte)'b'),
        ["date"] = p => p.Call("datetime", "datetime", q => q.Raw([(byte)'C', 10, 7, 0xE8, 1, 2, 3, 4, 5, 6, 7, 8])),
        ["path"] = p => p.Call("pathlib", "PosixPath", q => q.Text("/"), q => q.Text("home")),
        ["set"] = p => p.Call("builtins", "set", q => q.Raw((byte)']').Raw((byte)'(').Number(1).Number(2).Raw((byte)'e')),
        ["set of protocol 4"] = p => p.Raw(0x8F, (byte)'(').Number(1).Number(2).Raw(0x90),
        ["frozenset"] = p => p.Raw((byte)'(').Number(1).Raw(0x91),
        ["device"] = p => p.Call("torch", "device", q => q.Text("cuda")),
        ["type"] = p => p.Global("torch", "float32"),
        ["size"] = p => p.Call("torch", "Size", q => q.Tuple(r => r.Number(2))),
        ["own class"] = p => p.Global("mycode.config", "Config").Raw((byte)')', 0x81).Raw((byte)'}', (byte)'b'),
        ["own class with keywords"] = p => p.Global("mycode.config", "Config").Raw((byte)')', (byte)'}', 0x92),
        ["own dictionary"] = p => p.Global("easydict", "EasyDict").Raw((byte)')', 0x81).Raw((byte)'(').Text("a").Number(1).Raw((byte)'u'),
        ["defaultdict"] = p => p.Call("collections", "defaultdict", q => q.Global("builtins", "list")).Raw((byte)'(').Text("a").Number(1)
        .Raw((byte)'u'),
        ["deque"] = p => p.Call("collections", "deque", q => q.Raw((byte)']'), q => q.Number(5)).Raw((byte)'(').Number(1).Raw((byte)'e'),
        ["dictionary with keys of any kind"] = p => p.Raw((byte)'}', (byte)'(').Tuple(q => q.Number(1)).Number(2).Raw((byte)'N').Number(3)
        .Raw((byte)'u'),
        ["method"] = p => p.Call("functools", "partial", q => q.Global("torch.optim.lr_scheduler", "LambdaLR")),
        ["large number"] = p => p.Raw([0x8A, 20, .. Enumerable.Repeat((byte)7, 20)]),
        ["long text"] = p => p.Raw([(byte)'X', .. BitConverter.GetBytes(100_000), .. Enumerable.Repeat((byte)'a', 100_000)]),
        ["text of Python 2"] = p => p.Raw((byte)'U', 2, (byte)'h', (byte)'i'),
        ["byte array"] = p => p.Raw([0x96, .. BitConverter.GetBytes(3L), 1, 2, 3]),
        ["enumeration"] = p => p.Call("mycode", "Phase", q => q.Number(1)),
        ["copy of a class"] = p =>
        p.Call("copyreg", "_reconstructor", q => q.Global("mycode", "Old"), q => q.Global("builtins", "object"), q => q.Raw((byte)'N')),
        ["complex"] = p => p.Call("builtins", "complex", q => q.Number(1), q => q.Number(2)),
        ["nested class"] = p => p.Call("builtins", "getattr", q => q.Global("mycode", "Outer"), q => q.Text("Inner")).Raw((byte)')', 0x81),
        ["slice"] = p => p.Call("builtins", "slice", q => q.Number(1), q => q.Number(2), q => q.Raw((byte)'N')),
        ["list in itself"] = p => p.Raw((byte)']', (byte)'q', 200, (byte)'h', 200, (byte)'a'),
    };

    [Theory]
    [MemberData(nameof(Beside))]
    public void ValuesBesideTensors_AreOpaque(string kind)
    {
        Reads(new SomePickle().Dictionary(false, ("args", Values[kind]), ("state_dict", p => p.StateDict(Names)), ("last", p => p.Number(1))).Zip(),
            Names);
        Reads(new SomePickle { IsLegacy = true }.Dictionary(false, ("state_dict", p => p.StateDict(Names)), ("args", Values[kind])).Legacy(), Names);
        Reads(new SomePickle(4).Dictionary(true, ("conv.weight", p => p.Tensor(1, 2)), ("extra", Values[kind])).Zip(), ["conv.weight"]);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "exec")]
    [InlineData("__builtin__", "eval")]
    [InlineData("os.path", "join")]
    [InlineData("runpy", "_run_code")]
    [InlineData("importlib", "import_module")]
    [InlineData("operator", "attrgetter")]
    public void Commands_AreRefused_WhereverTheyLie(string module, string name)
    {
        foreach (int protocol in new[] { 2, 4 })
        {
            Refuses(new SomePickle(protocol).Dictionary(false, ("state_dict", p => p.StateDict(Names)),
                ("args", p => p.Call(module, name, q => q.Text("touch /tmp/hostile")))).Zip(), $"refuses global '{module}.{name}'");
        }
    }

    [Fact]
    public void WholeModelOrTensorOfAnUnknownKind_IsRefusedByName()
    {
        Refuses(new SomePickle().Global("__main__", "Net").Raw((byte)')', 0x81).Dictionary(false, ("training", p => p.Raw(0x88))).Raw((byte)'b')
            .Zip(), "refuses global '__main__.Net' at byte 2");
        Refuses(new SomePickle().Raw((byte)']').Zip(), "no dictionary");
        Refuses(new SomePickle().Dictionary(true, ("a", p => p.Tensor(1)), ("b", p => p.Call("torch._utils", "_rebuild_qtensor", q => q.Number(1))))
            .Zip(), "'b' is a tensor of a kind that is not read (torch._utils._rebuild_qtensor)");
        Refuses(new SomePickle().Dictionary(false, ("epoch", p => p.Number(1))).Zip(), "holds no tensor");
    }

    [Fact]
    public void BytesWithATypeBeside_AreRead()
    {
        SomePickle pickle = new();
        pickle.Storages["0"] = [1, 2, 3, 4];
        pickle.Dictionary(true, ("a", p => p.Call(
            "torch._utils", "_rebuild_tensor_v3", q => q.Storage("UntypedStorage", "0", 16), q => q.Number(1), q => q.Tuple(r => r.Number(2)),
            q => q.Tuple(r => r.Number(1)), q => q.Raw(0x89), q => q.Raw((byte)'N'),
            q => q.Global("torch", "float32"))));
        Assert.Equal([2f, 3f], Read(pickle.Zip(), out _)["a"].data<float>().ToArray());
    }

    public static TheoryData<string, string> Foreign => new()
    {
        { "", "is empty" },
        { "<!DOCTYPE html>\n<html><head>", "is a web page, not weights; download the file itself" },
        { "\n  <html lang=en>", "is a web page" },
        { "\uFEFF<HTML>", "is a web page" },
        { "<script>window.x=1</script><body>", "is a web page" },
        { "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "is XML text" },
        { "{\"error\": \"not found\"}", "is JSON text" },
        { "Not Found", "is text (\"Not Found\")" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", "Git LFS pointer" },
        { "GGUF\u0003\0\0\0", "is a GGUF file" },
        { "\u007fELF\u0002\u0001", "is a program" },
        { "%PDF-1.7\n", "is a PDF document" },
        { "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0000\u0000", "is of no format that is read: it begins with 01020304" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void FilesOfAnotherKind_SayWhatTheyAre(string content, string said) => Refuses(Encoding.UTF8.GetBytes(content), said);

    [Theory]
    [InlineData("894844460D0A1A0A0000", "is an HDF5 file, as Keras and TensorFlow write weights")]
    [InlineData("934E554D505901007600", "is a NumPy array")]
    [InlineData("1F8B0800000000000003", "is compressed by gzip")]
    [InlineData("1C00000054464C330000", "is a TensorFlow Lite model")]
    [InlineData("80024B012E", "is a pickle, but not one that torch.save wrote")]
    [InlineData("8004950000000000", "is a pickle, but not one that torch.save wrote")]
    [InlineData("89504E470D0A1A0A", "is a PNG picture")]
    public void BinaryFilesOfAnotherKind_SayWhatTheyAre(string start, string said) =>
        Refuses([.. Convert.FromHexString(start), .. new byte[50]], said);

    [Theory]
    [InlineData("model.ckpt.index")]
    [InlineData("variables.data-00000-of-00001")]
    [InlineData("saved_model.pb")]
    public void TensorFlow_IsKnownByItsNames(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        File.WriteAllBytes(path, [8, 1, 0x12, 0xD3, 0xF2, 0xAC, 0, 0xFF]);
        Assert.Contains("is a file of TensorFlow", Assert.Throws<WeightFileException>(() => WeightFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zips_OfOtherThings_AreNamed()
    {
        Refuses(Zip("a.npy", "b.npy"), "is an archive of NumPy arrays (.npz) (a.npy, b.npy)");
        Refuses(Zip("readme.txt", "x", "y", "z"), "is a zip file of other things (readme.txt, x, y, ...)");
        Refuses(Zip("weights/resnet101.pth"), "is a zip file around weights (weights/resnet101.pth): unpack it");
        Refuses(Zip(), "is an empty zip file");
        Refuses(Zip("config.json", "model.weights.h5"), "is a model of Keras");
        Refuses(new SomePickle().StateDict(Names).Zip("net", ("code/__torch__.py", []), ("constants.pkl", [])), "is a TorchScript program");
        byte[] whole = new SomePickle().StateDict(Names).Zip();
        Refuses(whole[..(whole.Length / 2)], "the end of the archive is missing: half a download; download it again");
        Refuses(whole[..^10], "half a download");
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("backbone.")]
    [InlineData("encoder.")]
    [InlineData("module.model.encoder.")]
    [InlineData("_orig_mod.")]
    public void Prefix_IsRemoved_AndSaid(string prefix)
    {
        string[] own = OwnNames();
        var remarks = Loads(Encoder(own.Select(name => prefix + name)));
        Assert.Equal([$"prefix {prefix} removed from {own.Length} names"], remarks);
    }

    [Fact]
    public void Prefix_WithOtherNamesBeside_LeavesThemAside()
    {
        string[] own = OwnNames();
        var remarks = Loads(Encoder([.. own.Select(name => "encoder." + name), "decoder.weight", "decoder.bias", "encoder.fc.weight"]));
        Assert.Equal([$"prefix encoder. removed from {own.Length + 1} names",
            "2 names that do not begin so were left aside (decoder.weight, decoder.bias)"], remarks);
    }

    [Fact]
    public void Safetensors_WithAPrefixOrCutOff_AreReadOrNamed()
    {
        using (var encoder = ImageEncoder.Create("small-cnn"))
        {
            SafetensorsFile.Write(_path, encoder.Module.state_dict().ToDictionary(pair => "module." + pair.Key, pair => pair.Value));
        }

        byte[] whole = File.ReadAllBytes(_path);
        Assert.Equal([$"prefix module. removed from {OwnNames().Length} names"], Loads(whole));
        Refuses(whole[..^100], "half a download; download it again");
        Refuses(whole[..200], "half a download; download it again");
        File.WriteAllBytes(_path, whole);
        Assert.Equal(OwnNames().Length, WeightFile.Read(_path + "#module").Count);
    }

    [Fact]
    public void NetworkTwice_IsAsked()
    {
        string[] own = OwnNames();
        byte[] file = Encoder([.. own.Select(name => "student." + name), .. own.Select(name => "teacher." + name)]);
        File.WriteAllBytes(_path, file);
        using var encoder = ImageEncoder.Create("small-cnn");
        Assert.Contains("holds the network 2 times, under student and teacher; name one, as in --weights FILE#student",
            Assert.Throws<WeightFileException>(() => encoder.LoadWeights(_path)).Message, StringComparison.Ordinal);
        encoder.LoadWeights(_path + "#teacher");
        Assert.Contains($"the {own.Length} names that begin with teacher. were read, without it", encoder.WeightRemarks);
        string other = encoder.WeightsHash;
        encoder.LoadWeights(_path + "#student");
        Assert.NotEqual(other, encoder.WeightsHash);
    }

    [Theory]
    [InlineData("fc.weight")]
    [InlineData("classifier.1.weight")]
    [InlineData("head.bias")]
    public void HeadBesideTheNetwork_DoesNotMatter(string surplus)
    {
        Assert.Empty(Loads(Encoder([.. OwnNames(), surplus])));
        Loads(Encoder([.. OwnNames().Select(name => "module." + name), "module." + surplus]));
    }

    [Fact]
    public void OtherSurplusOrMissingNames_AreStillErrors()
    {
        File.WriteAllBytes(_path, Encoder([.. OwnNames(), "layer9.weight"]));
        using var encoder = ImageEncoder.Create("small-cnn");
        Assert.Contains("1 unexpected (layer9.weight)", Assert.Throws<WeightFileException>(() => encoder.LoadWeights(_path)).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(_path, Encoder([.. OwnNames().Skip(1).Select(name => "module." + name)]));
        Assert.Contains("weights of another network", Assert.Throws<WeightFileException>(() => encoder.LoadWeights(_path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFiles_NeverThrowAnythingElse()
    {
        byte[][] good =
        [
            new SomePickle { IsLegacy = true }.StateDict(Names).Legacy(),
            new SomePickle(4).Dictionary(false, ("args", Values["namespace"]), ("model", p => p.StateDict(Names))).Zip(),
            new SomePickle(2).Dictionary(false, ("a", Values["numpy array"]), ("b", Values["own dictionary"]), ("model", p => p.StateDict(Names)))
            .Zip(),
        ];
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 5], Gen.Int[0, 20]), 1500,
            damage =>
            {
                var (file, changes, cut) = damage;
                byte[] bad = [.. good[file]];
                foreach (var (at, value) in changes)
                {
                    bad[at % bad.Length] = value;
                }

                string path = Path.GetTempFileName();
                try
                {
                    File.WriteAllBytes(path, cut == 0 ? bad[..(changes[0].Item1 % bad.Length)] : bad);
                    foreach (var tensor in WeightFile.Read(path).Values)
                    {
                        tensor.Dispose();
                    }
                }
                catch (WeightFileException)
                {
                }
                finally
                {
                    File.Delete(path);
                }
            });
    }

    private List<string> Reads(byte[] file, string[] names, string? key = null)
    {
        var tensors = Read(file, out var remarks, key);
        Assert.Equal(names.Order(), tensors.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            if (name != "conv.weight" || tensor.data<float>()[0] != 1)
            {
                Assert.Equal([name.Length, name.Sum(letter => letter)], tensor.data<float>().ToArray());
            }

            tensor.Dispose();
        }

        return remarks;
    }

    private Dictionary<string, Tensor> Read(byte[] file, out List<string> remarks, string? key = null)
    {
        File.WriteAllBytes(_path, file);
        remarks = [];
        return WeightFile.Read(key is null ? _path : $"{_path}#{key}", remarks);
    }

    private void Refuses(byte[] file, string said, string? key = null)
    {
        File.WriteAllBytes(_path, file);
        string message = Assert.Throws<WeightFileException>(() => WeightFile.Read(key is null ? _path : $"{_path}#{key}")).Message;
        Assert.StartsWith(_path, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    private static string[] OwnNames()
    {
        using var encoder = ImageEncoder.Create("small-cnn");
        return [.. encoder.Module.state_dict().Keys];
    }

    // A checkpoint of the small network under other names; names that it lacks get a tensor of one value.
    private static byte[] Encoder(IEnumerable<string> names)
    {
        using var encoder = ImageEncoder.Create("small-cnn");
        var state = encoder.Module.state_dict();
        SomePickle pickle = new();
        pickle.Dictionary(true, [.. names.Select(name =>
        {
            string? own = state.Keys.Where(key => name == key || name.EndsWith("." + key, StringComparison.Ordinal)).MaxBy(key => key.Length);
            var tensor = own is null ? zeros(1) : state[own];
            return (name, (Action<SomePickle>)(p =>
            {
                string storage = $"{p.Storages.Count}";
                p.Storages[storage] = new float[tensor.numel()];
                p.View("FloatStorage", storage, tensor.numel(), 0, tensor.shape, [.. tensor.contiguous().stride()]);
            }));
        })]);
        return pickle.Zip();
    }

    private IReadOnlyList<string> Loads(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        using var encoder = ImageEncoder.Create("small-cnn");
        encoder.LoadWeights(_path);
        return encoder.WeightRemarks;
    }

    private static byte[] Zip(params string[] names)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Array.ForEach(names, name => zip.CreateEntry(name));
        }

        return stream.ToArray();
    }
}
