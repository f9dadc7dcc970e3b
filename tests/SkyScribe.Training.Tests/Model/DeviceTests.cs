using SkyScribe.Decoding;
using SkyScribe.Text;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Training;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model;

/// <summary>The plain engine where the default device is not the model's: a tensor that it made without saying where would be on libtorch's "meta"
/// device, which has no values, and would throw as soon as it met the model's, as on a GPU.</summary>
public sealed class DeviceTests
{
    public static TheoryData<string> Ablations => [.. Ablation.All.Select(row => row.Name)];

    [Theory]
    [Trait("Kind", "invariant")]
    [MemberData(nameof(Ablations))]
    public void Run_PlainEngineAwayFromTheDefaultDevice_MakesEveryTensorWhereTheModelIs(string ablation)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model(ablation, dropout: 0.5, type: float32);
        using var engine = new EngineFactory(model, EngineKind.Plain);
        using var pass = TrainingPass.Of(engine, new LossOptions { LabelSmoothing = 0.1, Truncation = 0.1 });
        var (x, labels, _) = Some.Batch(float32);
        var tree = PrefixTree.Weighed(3, [(0, [Vocabulary.Begin, 4, 5, Vocabulary.End], 1), (1, [Vocabulary.Begin, 7], 1),
            (2, [Vocabulary.Begin, 9, Vocabulary.End], -1)], CaptionSharing.Prefixes);
        set_default_device(META);
        try
        {
            Assert.True(double.IsFinite(pass.Run(x, tree, labels).Total));
            Assert.True(double.IsFinite(pass.Run(x, tree, labels, scheduledSampling: 0.5).Total));
            Assert.True(double.IsFinite(pass.Run(x, tree, labels, drawn: true).Total));
            model.eval();
            using var stepper = new JttsStepper(engine, x);
            Assert.Equal(3, BeamSearch.Search(stepper, SpecialWords.Default, new DecodingOptions { BeamSize = 2, MaxWords = 4 }).Count);
        }
        finally
        {
            set_default_device(CPU);
        }
    }
}
