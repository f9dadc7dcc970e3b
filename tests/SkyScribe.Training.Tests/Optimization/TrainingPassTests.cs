using SkyScribe.Text;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using SkyScribe.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Optimization;

/// <summary>The training pass in float32 against autograd over the plain loop in float64: loss and every gradient, all models, all ways of sharing.</summary>
public sealed class TrainingPassTests
{
    private const int B = Vocabulary.Begin, E = Vocabulary.End, P = Vocabulary.Pad;

    // Three images with 3, 4 and 1 captions: equal ones, common beginnings, one that is the beginning of another.
    private static readonly CaptionBatch Captions = new(
        [0, 1, 2],
        [0, 0, 0, 1, 1, 1, 1, 2],
        [
            B, 4, 5, 6, E, P,
            B, 4, 5, E, P, P,
            B, 4, 5, 6, E, P,
            B, 7, 4, E, P, P,
            B, 7, 4, 9, 10, E,
            B, 9, E, P, P, P,
            B, 7, 4, 9, 10, E,
            B, 3, 8, 3, E, P,
        ],
        6);

    public static TheoryData<string, LstmWiring?, CaptionSharing> Cases()
    {
        var cases = new TheoryData<string, LstmWiring?, CaptionSharing>();
        foreach (var row in Ablation.All)
        {
            cases.Add(row.Name, null, CaptionSharing.None);
            cases.Add(row.Name, null, CaptionSharing.Prefixes);
        }

        cases.Add("jtts", null, CaptionSharing.Captions);
        cases.Add("jtts", LstmWiring.UpDown, CaptionSharing.Prefixes);
        cases.Add("b.", LstmWiring.AsPrinted, CaptionSharing.Prefixes);
        return cases;
    }

    [Theory]
    [Trait("Kind", "gradient")]
    [MemberData(nameof(Cases))]
    public void Run_AgainstAutogradInDouble_SameLossAndGradients(string ablation, LstmWiring? wiring, CaptionSharing sharing)
    {
        using var scope = NewDisposeScope();
        using var fast = Model(ablation, wiring, float32);
        using var plain = Model(ablation, wiring, float32);
        plain.to(float64);
        var (x, labels, _) = Some.Batch(float32);
        var expected = JointLoss.Of(
            plain.Forward(x.to(float64), tensor(Captions.ImageOfRow, int64), tensor(Captions.Words, [Captions.Rows, Captions.Length], int64)), labels.to(float64), plain.Options);
        expected.Total().backward();

        using var pass = new TrainingPass(fast);
        var found = pass.Run(x, CaptionTree.Of(Captions, sharing), labels);

        Assert.Equal(expected.Total().ToDouble(), found.Total, 1e-5 * expected.Total().ToDouble());
        Assert.Equal(Captions.Words.Count(word => word is not P and not B), found.Words);
        var gradients = plain.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad);
        foreach (var (name, parameter) in fast.named_parameters())
        {
            if (gradients[name] is not { } gradient)
            {
                Assert.True(parameter.grad is null, name);
                continue;
            }

            double size = gradient.abs().max().ToDouble();
            double off = (parameter.grad!.to(float64) - gradient).abs().max().ToDouble();
            Assert.True(size > 0, $"{name} has no gradient to compare");
            Assert.True(off <= 1e-5 * Math.Max(size, 1e-2), $"{name}: off by {off:e2}, largest {size:e2}");
        }
    }

    private static JttsModel Model(string ablation, LstmWiring? wiring, ScalarType type)
    {
        random.manual_seed(11);
        // 19 is no multiple of a vector's width, so the last lanes of every row are tested too.
        var model = new JttsModel(
            Some.SmallOptions with { Ablation = ablation, Wiring = wiring, HiddenSize = 19 }, new ModelSizes(Channels: 6, Words: 11, Attributes: 6));
        model.to(type);
        return model;
    }
}
