using System.Buffers.Binary;
using System.Text;
using CsCheck;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_WhatWriteWrote_HasTheSameBitsAndTypes()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["f64"] = randn([2, 3], float64), ["f32"] = randn(4, 5), ["f16"] = randn(7).to(float16), ["bf16"] = randn(3, 1).to(bfloat16),
            ["i64"] = arange(5), ["i32"] = arange(5).to(int32), ["u8"] = arange(5).to(uint8), ["bool"] = arange(5).gt(2),
            ["scalar"] = tensor(3.5f), ["empty"] = zeros(0, 4), ["transposed"] = randn(3, 4).t(),
        };
        SafetensorsFile.Write(_path, tensors, new Dictionary<string, string> { ["made by"] = "a test" });
        var back = SafetensorsFile.Read(_path);
        Assert.Equal(tensors.Keys.Order(), back.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, back[name].dtype);
            Assert.Equal(tensor.shape, back[name].shape);
            Assert.True(tensor.Equals(back[name]), name);
            back[name].Dispose();
        }

        Assert.Equal("a test", SafetensorsFile.ReadMetadata(_path)["made by"]);
        byte[] first = File.ReadAllBytes(_path);
        SafetensorsFile.Write(_path, tensors.Reverse().ToDictionary(), new Dictionary<string, string> { ["made by"] = "a test" });
        Assert.Equal(first, File.ReadAllBytes(_path));   // the order given does not matter
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(first) % 8);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "begins at byte 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "occurs twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "8 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "3 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'-1' in shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4, "over 2 GiB")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904],"data_offsets":[0,0]}}""", 0, "over 2 GiB")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,0],"data_offsets":[0,0]}}""", 0, "over 2 GiB")]
    [InlineData("""{"a":{"dtype":"U8","shape":[65536,0,65536],"data_offsets":[0,0]}}""", 0, "over 2 GiB")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype 'C64'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "9 dimensions")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "no list 'shape'")]
    [InlineData("""{"a":5}""", 0, "no JSON object")]
    [InlineData("""[1]""", 0, "no JSON object")]
    [InlineData("""{"a":""", 0, "no JSON")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "no text")]
    public void Read_HostileHeader_IsRefusedByName(string header, int dataBytes, string expected)
    {
        WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), header, dataBytes);
        var problem = Assert.Throws<WeightFileException>(() => SafetensorsFile.Read(_path));
        Assert.StartsWith(_path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(100UL)]
    public void Read_HeaderLongerThanTheFile_IsRefused(ulong length)
    {
        WriteRaw(length, "{}", 0);
        Assert.Contains("states a header", Assert.Throws<WeightFileException>(() => SafetensorsFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RandomMutations_NeverThrowAnythingElse()
    {
        using (var scope = NewDisposeScope())
        {
            SafetensorsFile.Write(_path, new Dictionary<string, Tensor> { ["a"] = randn(3, 2), ["b"] = arange(4) });
        }

        byte[] good = File.ReadAllBytes(_path);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample(
            (at, value, length) =>
            {
                byte[] bad = good[..length];
                if (at < length)
                {
                    bad[at] = value;
                }

                string path = Path.GetTempFileName();
                try
                {
                    File.WriteAllBytes(path, bad);
                    foreach (var tensor in SafetensorsFile.Read(path).Values)
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
            },
            iter: 1000);
    }

    [Fact]
    public void Read_MissingFileOrLfsPointer_SaysSo()
    {
        Assert.Contains("no such file", Assert.Throws<WeightFileException>(() => WeightFile.Read(_path + ".none")).Message, StringComparison.Ordinal);
        File.WriteAllText(_path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n");
        Assert.Contains("git lfs pull", Assert.Throws<WeightFileException>(() => WeightFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    private void WriteRaw(ulong length, string header, int dataBytes)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(_path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]]);
    }
}
