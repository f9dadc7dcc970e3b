using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Model.Engine.Recurrence;

/// <summary>A search's steps by the walk against the same steps by libtorch's operations in float64, with rows that are kept, doubled and
/// dropped.</summary>
public sealed class WalkStepsTests
{
    private const int B = Text.Vocabulary.Begin, Words = 19;

    // Rows of three images: parents and words of each step. Doubled, reordered, dropped, more than ever before, one only.
    private static readonly (int[] Parents, int[] Words)[] Steps =
    [
        ([0, 1, 2], [B, B, B]),
        ([0, 0, 1, 2, 2, 2], [4, 5, 6, 7, 8, 9]),
        ([5, 0, 3], [10, 11, 12]),
        ([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        ([11], [18]),
        ([0, 0], [3, 4]),
    ];

    [Theory]
    [InlineData("jtts", null, 1)]
    [InlineData("jtts", null, 2)]
    [InlineData("b.", null, 3)]
    [InlineData("jtts", LstmWiring.UpDown, 3)]
    [InlineData("b.", LstmWiring.AsPrinted, 2)]
    public void Step_RowsOfASearch_LibtorchsNumbers(string ablation, LstmWiring? wiring, int threads)
    {
        using var scope = NewDisposeScope();
        using var team = new LibtorchThreads(threads);
        using var guard = no_grad();
        using var model = Model(ablation, wiring, float32);
        using var plain = Model(ablation, wiring, float32);
        plain.to(float64);
        using EngineFactory engine = new(model), slowEngine = new(plain);
        for (int batch = 0; batch < 2; batch++)   // the second uses the first one's buffers, with other weights
        {
            random.manual_seed(20 + batch);
            var x = randn(3, 6, 4);
            using var fast = engine.StartSteps(model.PredictAttributes(x));
            using var slow = slowEngine.StartSteps(plain.PredictAttributes(x.to(float64)));
            Assert.IsType<WalkSteps.Batch>(fast);
            Assert.IsType<TensorSteps>(slow);
            foreach (var (parents, words) in Steps)
            {
                float[] found = new float[parents.Length * Words], expected = new float[parents.Length * Words];
                fast.Step(parents, words, found);
                slow.Step(parents, words, expected);
                AssertNear(expected, found);
                AssertNear(slow.Attention, fast.Attention);
            }

            foreach (var changed in new[] { model, plain })
            {
                foreach (var parameter in changed.parameters())
                {
                    parameter.mul_(0.7);
                }
            }
        }
    }

    // What a search gets wrong must not stay in the buffers that the next one is given.
    [Fact]
    public void Step_AfterOneThatFailed_LibtorchsNumbersAgain()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model("jtts", null, float32);
        using var engine = new EngineFactory(model);
        var x = randn(3, 6, 4);
        float[] First()
        {
            using var steps = engine.StartSteps(model.PredictAttributes(x));
            float[] found = new float[3 * Words];
            steps.Step([0, 1, 2], [B, B, B], found);
            return found;
        }

        float[] expected = First();
        using (var failing = engine.StartSteps(model.PredictAttributes(x)))
        {
            Assert.ThrowsAny<Exception>(() => failing.Step([0, 1, 3], [B, B, B], new float[3 * Words]));   // there is no fourth row
        }

        Assert.Equal(expected, First());
    }

    [Fact]
    public void Forward_TreeOfMoreImagesThanThereAre_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = Model("b.", null, float32);
        using var engine = new EngineFactory(model);
        using var recurrence = engine.CreateRecurrence();
        var stage = model.PredictAttributes(randn(2, 6, 4));
        var tree = PrefixTree.Weighed(3, [(0, [B, 4], 1), (2, [B, 5], 1)], CaptionSharing.None);
        var inputs = new RecurrenceInputs(
            stage.Regions, model.Decoder.Keys(stage), stage.Mean, model.Decoder.EmbedWords(tensor(tree.Word.ToArray(), int64)), null, null);
        Assert.Contains("2 images", Assert.Throws<ArgumentException>(() => recurrence.Forward(inputs, tree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StartSteps_TwoAtOnce_DoNotDisturbEachOther()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model("jtts", null, float32);
        using var engine = new EngineFactory(model);
        float[] Alone(Tensor x)
        {
            using var steps = engine.StartSteps(model.PredictAttributes(x));
            float[] result = new float[Words];
            steps.Step([0], [B], result);
            steps.Step([0], [4], result);
            return result;
        }

        random.manual_seed(1);
        Tensor one = randn(1, 6, 4), two = randn(1, 6, 4);
        float[] first = new float[Words], second = new float[Words];
        using (var a = engine.StartSteps(model.PredictAttributes(one)))
        using (var b = engine.StartSteps(model.PredictAttributes(two)))
        {
            a.Step([0], [B], first);
            b.Step([0], [B], second);
            a.Step([0], [4], first);
            b.Step([0], [4], second);
        }

        Assert.Equal(Alone(one), first);
        Assert.Equal(Alone(two), second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Step_ArgumentsThatDoNotFit_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = Model("jtts", null, float32);
        using var engine = new EngineFactory(model);
        using var steps = engine.StartSteps(model.PredictAttributes(randn(1, 6, 4)));
        foreach (int word in new[] { -1, Words })
        {
            Assert.Contains($"below {Words}", Assert.Throws<ArgumentException>(() => steps.Step([0], [word], new float[Words])).Message,
                StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => steps.Step([0], [B], new float[Words + 1]));
    }

    [Fact]
    public void Step_AWeightIsNaN_GivesNaN()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Model("jtts", null, float32);
        using var engine = new EngineFactory(model);
        model.Decoder.Output.bias![2] = double.NaN;
        using var steps = engine.StartSteps(model.PredictAttributes(randn(1, 6, 4)));
        float[] result = new float[Words];
        steps.Step([0], [B], result);
        Assert.All(result, value => Assert.True(float.IsNaN(value)));
    }

    private static JttsModel Model(string ablation, LstmWiring? wiring, ScalarType type)
    {
        random.manual_seed(11);
        var model = new JttsModel(
            Some.SmallOptions with { Ablation = ablation, Wiring = wiring, HiddenSize = 83 },
            new ModelSizes(Channels: 6, Words: Words, Attributes: 6));
        model.to(type);
        model.eval();
        return model;
    }

    private static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 2e-6f * Math.Max(1, Math.Abs(pair.First))));
    }
}
