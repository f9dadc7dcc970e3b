using System.Text.Json.Nodes;
using SkyScribe.IO;
using SkyScribe.Packages;

namespace SkyScribe.Tests.Packages;

public sealed class ModelPackageTests(FixturePackage package) : IClassFixture<FixturePackage>
{
    [Fact]
    public void Read_AWholePackage_HasWordsAndAttributes()
    {
        var read = ModelPackage.Read(package.Folder);
        Assert.Equal(read.Manifest.Words, read.Vocabulary.Count);
        Assert.NotEmpty(read.Manifest.Attributes);
        Assert.Equal("b.+sg+MSO+Ld", read.Manifest.Ablation);
        Assert.Equal(3, read.DefaultDecoding.BeamSize);
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("decoder.onnx")]
    [InlineData("vocabulary.json")]
    [InlineData("README.md")]
    [InlineData("package.json")]
    public void Read_AFileMissing_NamesIt(string file)
    {
        string copy = package.Copy();
        File.Delete(Path.Combine(copy, file));
        Assert.Contains(file, Assert.Throws<PackageException>(() => ModelPackage.Read(copy)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("vocabulary.json")]
    [InlineData("README.md")]
    public void Read_AFileChanged_NamesItAndBothHashes(string file)
    {
        string copy = package.Copy(), path = Path.Combine(copy, file);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        string message = Assert.Throws<PackageException>(() => ModelPackage.Read(copy)).Message;
        Assert.Contains(file + ": its SHA-256 is", message, StringComparison.Ordinal);
    }

    // Every single bit of a small part, and some of the rest: what is read must be refused or be what was written.
    [Fact]
    public void Read_BitFlippedInTheManifest_IsRefused()
    {
        string copy = package.Copy(), path = Path.Combine(copy, "package.json");
        byte[] good = File.ReadAllBytes(path);
        for (int bit = 0; bit < 8 * good.Length; bit += 37)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, bad);
            Assert.Throws<PackageException>(() => ModelPackage.Read(copy));
        }
    }

    [Fact]
    public void Read_AnOlderPackageWithoutTheList_IsTaken()
    {
        string copy = package.Copy();
        File.Delete(Path.Combine(copy, "SHA256SUMS"));
        Assert.Equal(ModelPackage.Read(package.Folder).Manifest.Name, ModelPackage.Read(copy).Manifest.Name);
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("README.md")]
    public void Read_AFileThatIsNull_NamesIt(string file)
    {
        string copy = package.Copy(), path = Path.Combine(copy, "package.json");
        var json = JsonNode.Parse(File.ReadAllBytes(path))!;
        json["files"]![file] = null;
        File.WriteAllText(path, json.ToJsonString());
        string message = Assert.Throws<PackageException>(() => ModelPackage.Read(copy)).Message;
        Assert.Contains($"files.'{file}': found null", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AFileCutOff_StatesBothLengths()
    {
        string copy = package.Copy(), path = Path.Combine(copy, "decoder.onnx");
        using (var stream = File.OpenWrite(path))
        {
            stream.SetLength(100);
        }

        Assert.Contains("has 100 bytes", Assert.Throws<PackageException>(() => ModelPackage.Read(copy)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnUnknownFile_NamesIt()
    {
        string copy = package.Copy();
        File.WriteAllText(Path.Combine(copy, "run.sh"), "");
        Assert.Contains("run.sh", Assert.Throws<PackageException>(() => ModelPackage.Read(copy)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": 2", "\"version\": 3", "version 3")]
    [InlineData("\"hasGates\": true", "\"hasGates\": true, \"extra\": 1", "extra")]
    [InlineData("\"hiddenSize\": 16", "\"hiddenSize\": 0", "hiddenSize is 0")]
    [InlineData("\"hiddenSize\": 16", "\"hiddenSize\": 17", "implies")]
    [InlineData("\"beamSize\": 3", "\"beamSize\": 1000000", "beamSize is 1000000")]
    [InlineData("\"name\": \"version-1\"", "\"name\": null", "name")]
    [InlineData("\"vocabulary.json\": {", "\"../vocabulary.json\": {", "vocabulary.json")]
    [InlineData("\"attributes\": [", "\"attributes\": [null, ", "found null in a list")]
    [InlineData("{", "[", "")]
    public void Load_AManifestWithAnotherValue_SaysWhichOne(string text, string other, string expected)
    {
        string copy = package.Copy(), path = Path.Combine(copy, "package.json");
        File.Delete(Path.Combine(copy, "SHA256SUMS"));   // as in a package of an older version, so that the value itself is looked at
        string json = File.ReadAllText(path);
        int at = json.IndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(path, json[..at] + other + json[(at + text.Length)..]);
        string message = Assert.Throws<PackageException>(() =>
        {
            using var captioner = Captioner.Load(copy);
            captioner.Describe(package.Images[0]);
        }).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(copy, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AGraphThatIsNone_NamesTheFile()
    {
        string copy = package.Copy();
        File.WriteAllText(Path.Combine(copy, "decoder.onnx"), "not a graph");
        string path = Path.Combine(copy, "package.json");
        var json = JsonNode.Parse(File.ReadAllBytes(path))!;
        json["files"]!["decoder.onnx"] = new JsonObject { ["bytes"] = "not a graph".Length, ["sha256"] = Sha256.Of("not a graph"u8.ToArray()) };
        File.WriteAllText(path, json.ToJsonString());
        HashList.Write(copy);
        using var captioner = Captioner.Load(copy);
        Assert.Contains("decoder.onnx: ONNX Runtime cannot load it",
            Assert.Throws<PackageException>(() => captioner.Describe(package.Images[0])).Message, StringComparison.Ordinal);
    }
}
