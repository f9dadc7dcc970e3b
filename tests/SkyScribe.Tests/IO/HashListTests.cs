using SkyScribe.IO;

namespace SkyScribe.Tests.IO;

public sealed class HashListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-hashes-").FullName;

    public HashListTests()
    {
        File.WriteAllText(PathOf("a.bin"), "abc");
        File.WriteAllText(PathOf("b.json"), "{\"epoch\": 3}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // printf abc | sha256sum
    [Fact]
    public void Write_TwoFiles_IsWhatSha256sumReads()
    {
        HashList.Write(_folder);
        Assert.StartsWith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.bin\n", File.ReadAllText(PathOf("SHA256SUMS")),
            StringComparison.Ordinal);
        Assert.Null(HashList.Problem(_folder));
    }

    [Fact]
    public void Problem_NoList_IsNone() => Assert.Null(HashList.Problem(_folder));

    [Theory]
    [InlineData("a.bin")]
    [InlineData("b.json")]
    [InlineData("SHA256SUMS")]
    public void Problem_AnyBitFlipped_IsNoticed(string name)
    {
        HashList.Write(_folder);
        byte[] good = File.ReadAllBytes(PathOf(name));
        for (int bit = 0; bit < 8 * good.Length; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(PathOf(name), bad);
            Assert.True(HashList.Problem(_folder) is not null, $"bit {bit} of {name}");
        }
    }

    [Fact]
    public void Problem_FileGoneOrListEmpty_SaysSo()
    {
        HashList.Write(_folder);
        File.Delete(PathOf("a.bin"));
        Assert.Contains("is missing", HashList.Problem(_folder)?.Text, StringComparison.Ordinal);
        Assert.Null(HashList.Problem(_folder, "b.json"));
        File.WriteAllText(PathOf("SHA256SUMS"), "");
        Assert.Contains("is empty", HashList.Problem(_folder)?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_KilledBeforeOrAfterTheFile_BothContentsAreRight()
    {
        HashList.Write(_folder);
        byte[] old = File.ReadAllBytes(PathOf("b.json"));
        string list = File.ReadAllText(PathOf("SHA256SUMS"));
        HashList.Replace(_folder, "b.json", "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(PathOf("b.json")));
        Assert.Null(HashList.Problem(_folder));

        File.AppendAllText(PathOf("SHA256SUMS"), list);   // the list between the two
        Assert.Null(HashList.Problem(_folder));
        File.WriteAllBytes(PathOf("b.json"), old);
        Assert.Null(HashList.Problem(_folder));
        File.WriteAllText(PathOf("b.json"), "neither");
        Assert.NotNull(HashList.Problem(_folder));
    }

    [Theory]
    [InlineData("[1, null]", "line 1")]
    [InlineData("{\"a\": null,\n // a remark\n \"b\": [{\"c\": null}, [],\n null,]}", "line 4")]
    public void Read_NullInAList_NamesTheLine(string json, string expected)
    {
        File.WriteAllText(PathOf("s.json"), json);
        string message = Assert.Throws<SkyScribeException>(() => StrictJson.Read<System.Text.Json.JsonElement>(PathOf("s.json"))).Message;
        Assert.Contains($"{expected}: found null in a list", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_KeepOld_LeavesTheOneBefore()
    {
        string folder = PathOf("last");
        for (int i = 1; i <= 3; i++)
        {
            AtomicFolder.Replace(folder, fresh => File.WriteAllText(Path.Combine(fresh, "n"), $"{i}"), keepOld: true);
        }

        Assert.Equal("3", File.ReadAllText(Path.Combine(folder, "n")));
        Assert.Equal("2", File.ReadAllText(Path.Combine(AtomicFolder.Before(folder), "n")));
        AtomicFolder.FallBack(folder);
        Assert.Equal("2", File.ReadAllText(Path.Combine(folder, "n")));
        Assert.Equal("3", File.ReadAllText(Path.Combine(folder + ".damaged", "n")));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
