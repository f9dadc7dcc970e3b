using SkyScribe.Datasets;
using SkyScribe.Decoding;
using SkyScribe.Text;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Training;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Training;

/// <summary>The training pass in float32 against autograd over the plain loop in float64: loss and every gradient, all models, all ways of
/// sharing.</summary>
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

    public static TheoryData<string, LstmWiring?, CaptionSharing, bool> Cases()
    {
        var cases = new TheoryData<string, LstmWiring?, CaptionSharing, bool>();
        foreach (var row in Ablation.All)
        {
            cases.Add(row.Name, null, CaptionSharing.None, true);
            cases.Add(row.Name, null, CaptionSharing.Prefixes, true);
            cases.Add(row.Name, null, CaptionSharing.Prefixes, false);   // as drawn captions are learned
        }

        cases.Add("jtts", null, CaptionSharing.Captions, true);
        cases.Add("jtts", LstmWiring.UpDown, CaptionSharing.Prefixes, true);
        cases.Add("b.", LstmWiring.AsPrinted, CaptionSharing.Prefixes, true);
        return cases;
    }

    [Theory]
    [Trait("Kind", "gradient")]
    [MemberData(nameof(Cases))]
    public void Run_AgainstAutogradInDouble_SameLossAndGradients(string ablation, LstmWiring? wiring, CaptionSharing sharing, bool training)
    {
        using var scope = NewDisposeScope();
        using var team = new LibtorchThreads(training ? 2 : 3);
        using var fast = Model(ablation, wiring, float32);
        using var plain = Model(ablation, wiring, float32);
        plain.to(float64);
        fast.train(training);
        plain.train(training);
        var (x, labels, _) = Some.Batch(float32);
        var expected = JointLoss.Of(
            plain.Forward(x.to(float64), tensor(Captions.ImageOfRow, int64), tensor(Captions.Words, [Captions.Rows, Captions.Length], int64)),
            labels.to(float64), plain.Options);
        expected.Total().backward();

        using var engine = new EngineFactory(fast);
        using var pass = new FastPass(engine, new LossOptions(), SpecialWords.Default);
        var found = pass.Run(x, PrefixTree.Of(Captions, sharing), labels);

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

    [Theory]
    [Trait("Kind", "gradient")]
    [InlineData("b.+sg+ls+Ld", 0, 0)]
    [InlineData("b.", 0, 0)]
    [InlineData("b.+sg+ls", 0.1, 0)]
    [InlineData("b.+sg+ls", 0, 0.9)]
    public void Run_AgainstFiniteDifferences_SameSlope(string ablation, double labelSmoothing, double truncation)
    {
        using var scope = NewDisposeScope();
        using var fast = Model(ablation, null, float32);
        using var plain = Model(ablation, null, float32);
        plain.to(float64);
        var (x, labels, _) = Some.Batch(float32);
        var options = new LossOptions { LabelSmoothing = labelSmoothing, Truncation = truncation };
        var tree = PrefixTree.Of(Captions, CaptionSharing.Prefixes);
        using (var engine = new EngineFactory(fast))
        using (var pass = new FastPass(engine, options, SpecialWords.Default))
        {
            pass.Run(x, tree, labels);
        }

        // Without MSO, whose thresholds are constants to the gradient (Eq. 5) but not to a difference.
        // Along a random direction: the gradient's part in it against the loss's change, in double over the plain loop.
        random.manual_seed(3);
        double slope = 0;
        var directions = fast.named_parameters().ToDictionary(pair => pair.name, pair => randn(pair.parameter.shape, float64));
        foreach (var (name, parameter) in fast.named_parameters())
        {
            slope += parameter.grad is { } gradient ? (gradient.to(float64) * directions[name]).sum().ToDouble() : 0;
        }

        double Loss(double step)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            foreach (var (name, parameter) in plain.named_parameters())
            {
                parameter.add_(directions[name] * step);
            }

            var output = plain.Forward(
                x.to(float64), tensor(Captions.ImageOfRow, int64), tensor(Captions.Words, [Captions.Rows, Captions.Length], int64));
            var logProbabilities = nn.functional.log_softmax(output.WordLogits, 1);
            var ofTarget = logProbabilities.gather(1, output.Captions.TargetWords.unsqueeze(1)).squeeze(1);
            var each = -(ofTarget * (1 - labelSmoothing) + logProbabilities.mean([1]) * labelSmoothing);
            if (truncation > 0)
            {
                each *= (ofTarget < Math.Log(1 - truncation)).to(float64);
            }

            return each.mean().ToDouble() + (JointLoss.Of(output, labels.to(float64), plain.Options).OfAttributes()?.ToDouble() ?? 0);
        }

        const double h = 1e-6;
        double up = Loss(h), down = Loss(-2 * h);
        Assert.Equal((up - down) / (2 * h), slope, 1e-5 * Math.Max(1, Math.Abs(slope)));
    }

    [Fact]
    public void Run_Truncation_LeavesOutWordsThatAreSureEnough()
    {
        using var scope = NewDisposeScope();
        var tree = PrefixTree.Of(Captions, CaptionSharing.None);
        var logProbabilities = nn.functional.log_softmax(randn(tree.Nodes, 11), 1).requires_grad_(true);
        var (node, word, _) = tree.Targets();
        var loss = CaptionLoss.Of(logProbabilities, tree.ToSteps(CPU), new LossOptions { Truncation = 0.9 });
        loss.Loss.backward();
        int sure = 0;
        for (int i = 0; i < node.Length; i++)
        {
            bool isSure = logProbabilities[node[i], word[i]].ToDouble() >= Math.Log(0.1);
            sure += isSure ? 1 : 0;
            Assert.Equal(isSure, logProbabilities.grad![node[i], word[i]].ToDouble() == 0);
        }

        Assert.InRange(sure, 1, node.Length - 1);
        Assert.True(loss.CrossEntropy.ToDouble() > loss.Loss.ToDouble());
    }

    [Theory]
    [InlineData(CaptionSharing.None)]
    [InlineData(CaptionSharing.Prefixes)]
    public void Of_DistinctAlike_WeighsAnImagesSentencesAlikeAndItsTotalAsBefore(CaptionSharing sharing)
    {
        // The second image has "7 4 9 10" twice and two more: 4 captions of 3 sentences, so each weighs 4/3.
        var tree = PrefixTree.Of(Captions, sharing, distinctAlike: true);
        var (node, word, weight) = tree.Targets();
        int lastOfCopied = Enumerable.Range(0, node.Length).Single(i => word[i] == E && tree.Word[(int)node[i]] == 10);
        Assert.Equal(4f / 3, weight[lastOfCopied], 1e-6f);
        int onlyOne = Enumerable.Range(0, node.Length).Single(i => word[i] == E && tree.Image[(int)node[i]] == 2);
        Assert.Equal(1f, weight[onlyOne]);
        Assert.Equal(8, Enumerable.Range(0, node.Length).Where(i => word[i] == E).Sum(i => weight[i]), 1e-5);   // 8 captions
        Assert.Equal(weight.Sum(), tree.Weight, 1e-4);
    }

    [Fact]
    public void Mix_SampledWords_ReplacesTheShareAskedFor()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var tree = PrefixTree.Of(Captions, CaptionSharing.None);
        var always10 = zeros(tree.Nodes, 11);
        always10.select(1, 10).fill_(1);
        Assert.Equal(tree.Word.ToArray(), ScheduledSampling.Mix(tree, always10, 0).Word.ToArray());
        var mixed = ScheduledSampling.Mix(tree, always10, 1);
        for (int node = 0; node < tree.Nodes; node++)
        {
            Assert.Equal(tree.Parent[node] < 0 ? B : 10, mixed.Word[node]);
        }

        Assert.Equal(tree.Targets().Word, mixed.Targets().Word);   // what must be said stays
    }

    [Fact]
    public void Forward_ATeamMemberFails_ThrowsAndWorksAgain()
    {
        using var threads = new LibtorchThreads(2);
        using var team = new SkyScribe.Training.Model.Engine.Recurrence.StepTeam();
        Assert.Throws<InvalidTimeZoneException>(() => team.Run(member =>
        {
            if (member == team.Members - 1)
            {
                throw new InvalidTimeZoneException();
            }

            team.Barrier();
        }));
        int sum = 0;
        team.Run(member =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Interlocked.Add(ref sum, i % 2 == 0 ? member + 1 : 0);
                team.Barrier();
            }
        });
        Assert.Equal(500 * team.Members * (team.Members + 1) / 2, sum);
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
