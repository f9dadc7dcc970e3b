using System.IO.Compression;
using System.Text;
using CsCheck;
using SkyScribe.TestSupport;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Weights;

/// <summary>State dicts as torch.save writes them, built byte by byte: what is read, and what is refused.</summary>
public sealed class PthFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_StateDict_GivesItsTensors()
    {
        Write(StateDict(("weight", "FloatStorage", "0", 6, 0, [2, 3], [3, 1]), ("turned", "FloatStorage", "0", 6, 0, [3, 2], [1, 3]),
            ("tail", "FloatStorage", "0", 6, 4, [2], [1])), Floats(6));
        var tensors = WeightFile.Read(_path);
        using var scope = NewDisposeScope();
        Assert.True(arange(6).to(float32).view(2, 3).Equals(tensors["weight"]));
        Assert.True(arange(6).to(float32).view(2, 3).t().Equals(tensors["turned"]));
        Assert.Equal([4f, 5f], tensors["tail"].data<float>().ToArray());
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }

    [Fact]
    public void Read_NestedStateDict_IsFound()
    {
        byte[] inner = StateDict(("weight", "FloatStorage", "0", 6, 0, [6], [1]))[2..^1];   // without protocol and stop
        Write([0x80, 2, (byte)'}', (byte)'(', .. Unicode("epoch"), (byte)'K', 3, .. Unicode("state_dict"), .. inner, (byte)'u', (byte)'.'],
            Floats(6));
        var tensors = WeightFile.Read(_path);
        Assert.Equal(["weight"], tensors.Keys);
        tensors["weight"].Dispose();
    }

    [Fact]
    public void Read_TensorSavedByLibtorch_IsRefusedByWhatItIs()
    {
        // libtorch's own writer, not ours: a TorchScript archive around one tensor, whose pickle makes a module.
        using var weights = arange(6).to(float32);
        weights.save(_path);
        var problem = Assert.Throws<WeightFileException>(() => WeightFile.Read(_path));
        Assert.Contains("is a TorchScript program", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    public void Read_OtherGlobal_IsRefusedByName(string module, string name)
    {
        Write([0x80, 2, (byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n"), .. Unicode("echo hostile"), 0x85, (byte)'R', (byte)'.'],
            Floats(1));
        var problem = Assert.Throws<WeightFileException>(() => WeightFile.Read(_path));
        Assert.Contains($"refuses global '{module}.{name}' at byte 2", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0, new long[] { 7 }, new long[] { 1 }, "leaves its storage")]
    [InlineData(6, 4, new long[] { 3 }, new long[] { 1 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 2, 2 }, new long[] { 5, 1 }, "leaves its storage")]
    [InlineData(6, -1, new long[] { 2 }, new long[] { 1 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { -2 }, new long[] { 1 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 2 }, new long[] { -1 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 1000000, 1000000 }, new long[] { 0, 0 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 2, 2 }, new long[] { 1 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 0, 1L << 62 }, new long[] { 0, 0 }, "leaves its storage")]
    [InlineData(6, 0, new long[] { 1L << 40, 0, 1L << 40 }, new long[] { 0, 0, 0 }, "leaves its storage")]
    [InlineData(7, 0, new long[] { 2 }, new long[] { 1 }, "its pickle states 7 values")]
    [InlineData(-1, 0, new long[] { 2 }, new long[] { 1 }, "its pickle states -1 values")]
    public void Read_TensorThatDoesNotFit_IsRefused(int count, int offset, long[] shape, long[] stride, string expected)
    {
        Write(StateDict(("weight", "FloatStorage", "0", count, offset, shape, stride)), Floats(6));
        Assert.Contains(expected, Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownOperationTruncationOrWrongPlace_IsRefused()
    {
        Refused([0x80, 2, 0x97, (byte)'.'], "operation 0x97");
        Refused([0x80, 2, (byte)'X', 200, 0, 0, 0, (byte)'a'], "in the middle of an operation");
        Refused([0x80, 2, (byte)'X', 255, 255, 255, 255, (byte)'a'], "in the middle of an operation");
        Refused([0x80, 2, (byte)'u', (byte)'.'], "without its mark");
        Refused([0x80, 2, (byte)'h', 9, (byte)'.'], "memo 9");
        Refused([0x80, 2, (byte)'N', (byte)'.'], "no dictionary");
        Refused([0x80, 2, .. Enumerable.Repeat((byte)'(', 200_000), (byte)'.'], "open values");
    }

    [Fact]
    public void Read_CompressedEntryOrMissingStorage_IsRefused()
    {
        Write(StateDict(("weight", "FloatStorage", "0", 100_000, 0, [100_000], [1])), new byte[400_000], CompressionLevel.SmallestSize);
        Assert.Contains("stored without compression", Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message,
            StringComparison.Ordinal);
        Write(StateDict(("weight", "FloatStorage", "5", 1, 0, [1], [1])), Floats(1));
        Assert.Contains("storage '5'", Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_path, [0x80, 2, (byte)'}', (byte)'.', 0, 0, 0, 0]);
        Assert.Contains("not one that torch.save wrote", Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RandomMutations_NeverThrowAnythingElse()
    {
        byte[] good = StateDict(("weight", "FloatStorage", "0", 6, 0, [2, 3], [3, 1]));
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length - 1], Gen.Byte), 1000,
            changes =>
            {
                var (first, a, second, b) = changes;
                byte[] bad = [.. good];
                (bad[first], bad[second]) = (a, b);
                string path = Path.GetTempFileName();
                try
                {
                    Write(path, bad, Floats(6), CompressionLevel.NoCompression);
                    foreach (var tensor in PthFile.Read(path, null, []).Values)
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

    private void Refused(byte[] pickle, string expected)
    {
        Write(pickle, Floats(1));
        Assert.Contains(expected, Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    private static byte[] StateDict(params (string Name, string Storage, string Key, int Count, int Offset, long[] Shape, long[] Stride)[] tensors)
    {
        var pickle = new List<byte> { 0x80, 2, (byte)'c' };
        pickle.AddRange("collections\nOrderedDict\n"u8);
        pickle.AddRange([(byte)')', (byte)'R', (byte)'q', 0, (byte)'(']);
        foreach (var (name, storage, key, count, offset, shape, stride) in tensors)
        {
            pickle.AddRange(Unicode(name));
            pickle.AddRange("ctorch._utils\n_rebuild_tensor_v2\n"u8);
            pickle.AddRange("(("u8);
            pickle.AddRange(Unicode("storage"));
            pickle.AddRange(Encoding.ASCII.GetBytes($"ctorch\n{storage}\n"));
            pickle.AddRange(Unicode(key));
            pickle.AddRange(Unicode("cpu"));
            pickle.AddRange(Int(count));
            pickle.AddRange("tQ"u8);
            pickle.AddRange(Int(offset));
            pickle.AddRange(Tuple(shape));
            pickle.AddRange(Tuple(stride));
            pickle.Add(0x89);
            pickle.AddRange("ccollections\nOrderedDict\n)RtR"u8);
        }

        pickle.AddRange("u."u8);
        return [.. pickle];
    }

    private static byte[] Tuple(long[] items) => [(byte)'(', .. items.SelectMany(Long), (byte)'t'];

    private static byte[] Long(long value) => value == (int)value ? Int((int)value) : [0x8A, 8, .. BitConverter.GetBytes(value)];

    private static byte[] Int(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    private static byte[] Unicode(string text) => [(byte)'X', .. BitConverter.GetBytes(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Floats(int count) => Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();

    private void Write(byte[] pickle, byte[] storage, CompressionLevel compression = CompressionLevel.NoCompression) =>
        Write(_path, pickle, storage, compression);

    private static void Write(string path, byte[] pickle, byte[] storage, CompressionLevel compression)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, bytes) in new[] { ("archive/data.pkl", pickle), ("archive/byteorder", "little"u8.ToArray()),
            ("archive/data/0", storage) })
        {
            using var entry = zip.CreateEntry(name, name.EndsWith('0') ? compression : CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    }
}
