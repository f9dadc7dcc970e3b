using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;
using TorchSharp;

namespace SkyScribe.Training.Tests.Inference;

public sealed class ModelEnsembleTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public ModelEnsembleTests()
    {
        Trainer.Run(_tiny.Run("one", TinyRun.Options("epochs=1")));
        Trainer.Run(_tiny.Run("two", TinyRun.Options("epochs=1", "seed=2", "hiddenSize=12", "ablation=b.")));
    }

    private RgbImage[] Images =>
        [.. Directory.GetFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).Take(5).Select(file => ImageReader.Read(file))];

    public void Dispose() => _tiny.Dispose();

    [Fact]
    [Trait("Kind", "invariant")]
    public void Describe_OneModelThreeTimes_IsTheModel()
    {
        using var model = TrainedModel.Load(_tiny.PathOf("one"));
        using var ensemble = ModelEnsemble.Load([.. Enumerable.Repeat(_tiny.PathOf("one"), 3)]);
        foreach (var (alone, together) in model.Describe(Images).Zip(ensemble.Describe(Images)))
        {
            Assert.Equal(alone.Text, together.Text);
            Assert.Equal(alone.LogProbability, together.LogProbability, 1e-4);
            Assert.Equal(alone.Attributes.Select(attribute => (attribute.Name, attribute.Sampled)),
                together.Attributes.Select(attribute => (attribute.Name, attribute.Sampled)));
        }
    }

    // A caption's probability is the product of the mean word probabilities, which each model's own walk along the caption gives.
    [Fact]
    public void Describe_TwoModels_ScoresWordsByTheirMeanProbability()
    {
        using var one = TrainedModel.Load(_tiny.PathOf("one"));
        using var two = TrainedModel.Load(_tiny.PathOf("two"));
        using var ensemble = ModelEnsemble.Load([_tiny.PathOf("one"), _tiny.PathOf("two")]);
        var image = Images[0];
        var caption = ensemble.Describe([image], new DecodingOptions { BeamSize = 2, MaxWords = 30 })[0];
        using var first = one.StepperOf([image]);
        using var second = two.StepperOf([image]);
        var vocabulary = Text.Vocabulary.ReadJson(Path.Combine(_tiny.PathOf("one"), "model", "vocabulary.json"));
        float[] a = new float[vocabulary.Count], b = new float[vocabulary.Count];
        int[] words = [.. caption.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => vocabulary[word])];
        if (words.Length < 30)
        {
            words = [.. words, Text.Vocabulary.End];   // models that learned for one epoch may not end
        }

        double expected = 0;
        for (int i = 0; i < words.Length; i++)
        {
            int last = i == 0 ? Text.Vocabulary.Begin : words[i - 1];
            first.Step([0], [last], a);
            second.Step([0], [last], b);
            expected += Math.Log((Math.Exp(a[words[i]]) + Math.Exp(b[words[i]])) / 2);
        }

        Assert.Equal(expected, caption.LogProbability, 1e-4);
        Assert.NotEmpty(caption.Attributes);   // of the one member that has some
        Assert.StartsWith("ensemble of 2: b.+sg+MSO+Ld and b.", ensemble.Origin.Ablation, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "leak")]
    public void Describe_Twice_LeavesNoTensorBehind()
    {
        using var ensemble = ModelEnsemble.Load([_tiny.PathOf("one"), _tiny.PathOf("two")]);
        ensemble.Describe(Images);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ensemble.Describe(Images);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // One member that was not chosen on val is enough.
    [Fact]
    public void Origin_OfOneMemberChosenOtherwise_IsNotSelectedOnVal()
    {
        using (var whole = ModelEnsemble.Load([_tiny.PathOf("one"), _tiny.PathOf("two")]))
        {
            Assert.True(whole.Origin.IsSelectedOnVal);
        }

        string manifest = Path.Combine(_tiny.PathOf("two"), "model", "model.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("CIDEr on val", "last epoch", StringComparison.Ordinal));
        File.Delete(Path.Combine(_tiny.PathOf("two"), "model", "SHA256SUMS"));   // the edit is meant
        using var mixed = ModelEnsemble.Load([_tiny.PathOf("one"), _tiny.PathOf("two")]);
        Assert.False(mixed.Origin.IsSelectedOnVal);
    }

    [Fact]
    public void Load_ModelsOfOtherWords_NamesTheFolderAndLeavesNoTensor()
    {
        Trainer.Run(_tiny.Run("other", TinyRun.Options("epochs=1", "minimumWordCount=9")));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        string message = Assert.Throws<CheckpointException>(() => ModelEnsemble.Load([_tiny.PathOf("one"), _tiny.PathOf("other")])).Message;
        Assert.Contains(_tiny.PathOf("other"), message, StringComparison.Ordinal);
        Assert.Contains("words", message, StringComparison.Ordinal);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
