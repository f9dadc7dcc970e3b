using SkyScribe.IO;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Tests.Options;

public sealed class TrainingPresetsTests
{
    [Theory]
    [InlineData("ucm", 100)]
    [InlineData("sydney", 50)]
    [InlineData("rsicd", 200)]
    public void Read_PaperPresets_HaveThePapersSettings(string name, int threshold)
    {
        var options = TrainingPresets.Read(name);
        Assert.Equal(threshold, options.Data.AttributeThreshold);
        Assert.Equal((1000, 100.0, 0.2, 0.5),
            (options.Model.HiddenSize, options.Model.Steepness, options.Model.Margin, options.Model.SamplingCoefficient));
        Assert.Equal((5e-4, 10, 30, "resnet101"), (options.LearningRate, options.BatchImages, options.Epochs, options.Encoder.Name));
        Assert.Equal(name, options.Preset);
    }

    [Fact]
    public void Read_Changes_ApplyByWholeOrShortName()
    {
        var options = TrainingPresets.Read(
            "ucm", "model.hiddenSize=512", "MARGIN=0.3", "sentences=tokens", "encoder.name=vgg16", "gradientClamp=null");
        Assert.Equal((512, 0.3, "vgg16"), (options.Model.HiddenSize, options.Model.Margin, options.Encoder.Name));
        Assert.Equal(SkyScribe.Datasets.SentenceSource.Tokens, options.Data.Sentences);
    }

    [Theory]
    [InlineData("hidenSize=3", "model.hiddenSize")]
    [InlineData("learningRat=3", "learningRate")]
    [InlineData("margin", "key=value")]
    [InlineData("margin=wide", "model.margin")]
    [InlineData("margin=7", "expected 0 to 1")]
    [InlineData("epochs=0", "expected 1")]
    [InlineData("ablation=b", "b.+sg+MSO")]
    [InlineData("selfCritical.guard=1", "SelfCritical.Epochs")]
    [InlineData("flips=3", "data.flips is 3; expected none or horizontal or both")]
    [InlineData("flips=vertical", "data.flips is \"vertical\"; expected")]
    [InlineData("rotations=90", "data.rotations is 90; expected true or false")]
    [InlineData("orientations=3", "expected data.flips")]
    [InlineData("averaging=7", "Ema is 7")]
    [InlineData("selfCritical.baseline=mean", "selfCritical.baseline is \"mean\"; expected greedy or leaveOneOut")]
    [InlineData("engine=quick", "engine is \"quick\"; expected fast or plain")]
    [InlineData("engine=1", "expected fast or plain")]
    [InlineData("engine=null", "engine is null; expected fast or plain")]
    [InlineData("sharing=7", "sharing is 7; expected none or captions or prefixes")]
    [InlineData("wiring=9", "expected asPrinted or upDown or single")]
    [InlineData("sentences=5", "expected raw or tokens")]
    [InlineData("epochs=1.5", "epochs is 1.5; expected a whole number")]
    [InlineData("distinctAlike=perhaps", "expected true or false")]
    [InlineData("device=7", "expected a text")]
    [InlineData("engine=[1]", "engine is [1]; expected fast or plain")]
    [InlineData("epochs={\"a\":{\"b\":1}}", "expected a whole number")]
    [InlineData("model.ablation=[1]", "expected a text")]
    [InlineData("device=gpu", "expected cpu, or cuda:N")]
    [InlineData("device=cuda", "expected cpu, or cuda:N")]
    [InlineData("device=cuda:-1", "expected cpu, or cuda:N")]
    [InlineData("device=cuda:999", "expected cpu, or cuda:N")]
    [InlineData("device=cuda:0", "add --set engine=plain")]
    public void Read_BadChange_SaysWhatIsNearOrExpected(string change, string expected)
    {
        var problem = Assert.Throws<OptionException>(() => TrainingPresets.Read("ucm", change));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownPreset_ListsThem() =>
        Assert.Contains("rsicd", Assert.Throws<OptionException>(() => TrainingPresets.Read("coco")).Message, StringComparison.Ordinal);
}
