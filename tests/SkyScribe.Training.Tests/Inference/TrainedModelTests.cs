using System.Text.Json.Nodes;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Inference;

/// <summary>A model folder, used and abused.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public TrainedModelTests() => Trainer.Run(_tiny.Run("run", TinyRun.Options("epochs=1")));

    public void Dispose() => _tiny.Dispose();

    [Fact]
    [Trait("Kind", "invariant")]
    public void Describe_AnyBatch_GivesTheSameCaption()
    {
        using var model = TrainedModel.Load(_tiny.PathOf("run"));
        var images = Directory.GetFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).Take(7).Select(file => ImageReader.Read(file)).ToArray();
        var together = model.Describe(images);
        for (int i = 0; i < images.Length; i++)
        {
            var alone = model.Describe(images[i]);
            Assert.Equal(alone.Text, together[i].Text);
            Assert.Equal(alone.LogProbability, together[i].LogProbability, 1e-4);
            Assert.Equal(model.DefaultDecoding.BeamSize - 1, alone.Alternatives.Count);
        }
    }

    [Fact]
    [Trait("Kind", "invariant")]
    public void Describe_BeamOne_IsGreedy()
    {
        using var model = TrainedModel.Load(_tiny.PathOf("run"));
        var image = ImageReader.Read(Directory.GetFiles(_tiny.Toy.ImageFolder)[0]);
        var beam = model.Describe(image, new DecodingOptions { BeamSize = 1, MaxWords = 12 });
        var greedy = model.DescribeGreedily([image], new DecodingOptions { BeamSize = 1, MaxWords = 12 })[0];
        Assert.Equal(greedy.Text, beam.Text);
        Assert.Equal(greedy.LogProbability, beam.LogProbability, 1e-6);
    }

    [Fact]
    public void Explain_Caption_HasOneMapAWordThatSumsToOne()
    {
        using var model = TrainedModel.Load(_tiny.PathOf("run"));
        var image = ImageReader.Read(Directory.GetFiles(_tiny.Toy.ImageFolder)[0]);
        var maps = model.Explain(image, "many green trees");
        Assert.Equal(["many", "green", "trees"], maps.Words);
        Assert.All(maps.Maps, map => Assert.Equal(1, map.Sum(), 1e-5));
        Assert.All(maps.Maps, map => Assert.Equal(maps.Rows * maps.Columns, map.Length));
    }

    [Fact]
    public void Load_AnotherVersion_SaysWhichItReads()
    {
        Edit("version", 99);
        Assert.Contains("version 99", Assert.Throws<CheckpointException>(() => TrainedModel.Load(_tiny.PathOf("run"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownMember_NamesIt()
    {
        Edit("surprise", 1);
        Assert.Contains("surprise", Assert.Throws<SkyScribeException>(() => TrainedModel.Load(_tiny.PathOf("run"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("captioner.safetensors")]
    [InlineData("encoder.safetensors")]
    [InlineData("vocabulary.json")]
    public void Load_MissingOrChangedFile_NamesIt(string file)
    {
        string path = Path.Combine(_tiny.PathOf("run"), "model", file);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        Assert.Contains(file, Assert.ThrowsAny<Exception>(() => TrainedModel.Load(_tiny.PathOf("run"))).Message, StringComparison.Ordinal);
        bytes[^20] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains(file, Assert.ThrowsAny<Exception>(() => TrainedModel.Load(_tiny.PathOf("run"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoModel_SaysWhatIsExpected() =>
        Assert.Contains("model.json", Assert.Throws<CheckpointException>(() => TrainedModel.Load(_tiny.PathOf("toy"))).Message,
        StringComparison.Ordinal);

    private void Edit(string member, int value)
    {
        string path = Path.Combine(_tiny.PathOf("run"), "model", "model.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest[member] = value;
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
