using SkyScribe.Datasets;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.WordOverlap;
using SkyScribe.Text;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Training;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Training;

public sealed class SelfCriticTests
{
    private const int B = Vocabulary.Begin, E = Vocabulary.End;

    private static readonly Vocabulary Words = Vocabulary.Build([["a", "green", "field", "two", "planes", "some", "sea"]], 1);

    private static readonly IReadOnlyList<IReadOnlyList<string[]>> References =
    [
        [["a", "green", "field"], ["some", "green", "field"]],
        [["two", "planes"], ["some", "planes"]],
        [["some", "sea"], ["a", "sea"]],
    ];

    [Theory]
    [Trait("Kind", "gradient")]
    [InlineData(CaptionSharing.None)]
    [InlineData(CaptionSharing.Prefixes)]
    public void Run_CaptionsWithWeights_GradientOfTheWeighedLogProbabilities(CaptionSharing sharing)
    {
        // Two equal captions, common beginnings, one that did not end; weights of both signs.
        (int Image, int[] Words, float Weight)[] captions =
            [(0, [B, 4, 5, E], 0.5f), (0, [B, 4, 5, E], 0.25f), (0, [B, 4, 6], -1.5f), (1, [B, 7, E], 2f), (2, [B, 9, 10, 8, E], -0.75f)];
        using var scope = NewDisposeScope();
        using var fast = Some.Model("b.+sg+ls", type: float32);
        using var plain = Some.Model("b.+sg+ls", type: float32);
        plain.to(float64);
        var (x, labels, _) = Some.Batch(float32);
        Tensor sum = zeros([], float64), attributes = zeros([], float64);
        foreach (var (image, words, weight) in captions)
        {
            // One caption at a time, without padding; what Forward takes as its end is whatever word comes last.
            var output = plain.Forward(
                x.to(float64), tensor(new long[] { image }), tensor(words.Select(word => (long)word).ToArray(), [1, words.Length]));
            // Padding, begin and the unknown word are never drawn.
            var drawable = output.WordLogits.index_fill(1, tensor(new long[] { 0, 1, 3 }), double.NegativeInfinity);
            sum -= nn.functional.log_softmax(drawable, 1).gather(1, output.Captions.TargetWords.unsqueeze(1)).sum() * weight;
            attributes = JointLoss.Of(output, labels.to(float64), plain.Options).OfAttributes()!;
        }

        (sum / captions.Sum(caption => caption.Words.Length - 1) + attributes).backward();
        using var engine = new EngineFactory(fast);
        using var pass = new FastPass(engine, new LossOptions { LabelSmoothing = 0.5 }, SpecialWords.Default);
        pass.Run(x, PrefixTree.Weighed(3, captions, sharing), labels, drawn: true);

        var expected = plain.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad!);
        foreach (var (name, parameter) in fast.named_parameters())
        {
            double off = (parameter.grad!.to(float64) - expected[name]).abs().max().ToDouble();
            Assert.True(off <= 1e-5 * Math.Max(expected[name].abs().max().ToDouble(), 1e-2), $"{name}: off by {off:e2}");
        }
    }

    [Fact]
    public void Reward_IsCiderOfTheReferencesWithTheirEnds()
    {
        var critic = new SelfCritic(References, Words, new SelfCriticalOptions(), 10, CaptionSharing.None);
        int[] Ids(params string[] words) => Words.Encode(words);
        double whole = critic.Reward(0, new Hypothesis(Ids("a", "green", "field"), 0, Finished: true));
        double cut = critic.Reward(0, new Hypothesis(Ids("a", "green", "field"), 0, Finished: false));
        string[][] withEnds = [["a", "green", "field", "<end>"], ["some", "green", "field", "<end>"]];
        var scorer = new CiderScorer(ReferenceSet.OfTokens([
            withEnds, [["two", "planes", "<end>"], ["some", "planes", "<end>"]], [["some", "sea", "<end>"], ["a", "sea", "<end>"]]]));
        Assert.Equal(scorer.Score(0, ["a", "green", "field", "<end>"]), whole, 1e-12);
        Assert.True(cut < whole);
    }

    // Half of the units dropped, as in real runs: a model that learned with dropout what it drew without would fall apart here.
    [Fact]
    [Trait("Kind", "overfit")]
    public void Draw_ManySteps_GreedyCaptionsEarnMore()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model("b.+sg+MSO+Ld", dropout: 0.5, type: float32);
        using var engine = new EngineFactory(model);
        var (x, labels, _) = Some.Batch(float32);
        var critic = new SelfCritic(
            References, Words, new SelfCriticalOptions { Samples = 8, Baseline = RewardBaseline.LeaveOneOut }, 5, CaptionSharing.Prefixes);
        using var pass = new FastPass(engine, new LossOptions(), SpecialWords.Default);
        using var optimizer = new RectifiedAdam(model.named_parameters().Select(pair => (pair.name, pair.parameter)));
        double before = Greedy(engine, x, critic);
        for (int step = 0; step < 600; step++)
        {
            random.manual_seed(step);
            using var stepScope = NewDisposeScope();
            var tree = critic.Draw(engine, x, Batch(), new DeterministicRandom(7, (ulong)step));
            Assert.False(model.training);
            pass.Run(x, tree, labels, drawn: true);
            optimizer.Step(0.01, 1);
        }

        double after = Greedy(engine, x, critic);
        Assert.True(after > before + 2, $"mean reward {before:f2} before, {after:f2} after");
    }

    // Against the image's other captions the weights of an image cancel; against the greedy caption they are above it or, as here for most, below.
    [Theory]
    [InlineData(RewardBaseline.LeaveOneOut)]
    [InlineData(RewardBaseline.Greedy)]
    public void Draw_EachBaseline_WeighsByTheRewardAboveIt(RewardBaseline baseline)
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model("b.", dropout: 0.5, type: float32);
        using var engine = new EngineFactory(model);
        var (x, _, _) = Some.Batch(float32);
        var critic = new SelfCritic(References, Words, new SelfCriticalOptions { Samples = 4, Baseline = baseline }, 5, CaptionSharing.None);
        var tree = critic.Draw(engine, x, Batch(), new DeterministicRandom(3, 1));
        double[] sums = new double[3], expected = new double[3];
        var (nodes, _, weights) = tree.Targets();
        for (int i = 0; i < nodes.Length; i++)
        {
            int node = (int)nodes[i];
            sums[tree.Image[node]] += tree.Parent[node] < 0 ? weights[i] : 0;   // a caption counts once, by its first word
        }

        if (baseline == RewardBaseline.Greedy)
        {
            using var stepper = new JttsStepper(engine, x);
            var greedy = GreedySearch.Search(stepper, SpecialWords.Default, new DecodingOptions { MaxWords = 5 });
            using var again = new JttsStepper(engine, x);
            var random = new DeterministicRandom(3, 1);
            var drawn = SampledSearch.Search(again, SpecialWords.Default, 4, 5, random.NextDouble);
            for (int row = 0; row < drawn.Count; row++)
            {
                expected[row / 4] += critic.Reward(row / 4, drawn[row]) - critic.Reward(row / 4, greedy[row / 4]);
            }
        }

        Assert.Contains(weights, weight => Math.Abs(weight) > 0.01);
        for (int image = 0; image < 3; image++)
        {
            Assert.Equal(expected[image], sums[image], 1e-4);
        }
    }

    // The drawn captions are the same with and without; the guard adds each reference with its own weight.
    [Fact]
    public void Draw_WithAGuard_AddsTheReferencesWithItsWeight()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model("b.", type: float32);
        using var engine = new EngineFactory(model);
        var (x, _, _) = Some.Batch(float32);
        PrefixTree Tree(double guard) => new SelfCritic(References, Words, new SelfCriticalOptions { Samples = 3, Guard = guard }, 5,
            CaptionSharing.None).Draw(engine, x, Batch(), new DeterministicRandom(3, 1));
        var plain = Tree(0);
        var guarded = Tree(0.25);
        Assert.Equal(plain.Words + 20, guarded.Words);   // 6 references of 14 words and 6 ends
        Assert.Equal(plain.Targets().Weight.Sum() + (20 * 0.25f), guarded.Targets().Weight.Sum(), 1e-3f);
        Assert.Equal(20, guarded.Targets().Weight.Count(weight => weight == 0.25f) - plain.Targets().Weight.Count(weight => weight == 0.25f));
    }

    // No search can say it, so its words would have a target of no probability.
    [Fact]
    public void Draw_AReferenceHasAnUnknownWord_TheGuardLeavesItOut()
    {
        using var scope = NewDisposeScope();
        using var model = Some.Model("b.", type: float32);
        using var engine = new EngineFactory(model);
        var (x, labels, _) = Some.Batch(float32);
        var batch = Batch();
        int[] words = [.. batch.Words];
        words[1] = Vocabulary.Unknown;   // "a green field", 4 words with its end
        PrefixTree Tree(CaptionBatch of, double guard) =>
            new SelfCritic(References, Words, new SelfCriticalOptions { Samples = 3, Guard = guard }, 5, CaptionSharing.None).Draw(
            engine, x, of, new DeterministicRandom(3, 1));
        var tree = Tree(new CaptionBatch(batch.Images, batch.ImageOfRow, words, batch.Length), 0.25);
        Assert.Equal(Tree(batch, 0).Words + 16, tree.Words);
        using var pass = new FastPass(engine, new LossOptions(), SpecialWords.Default);
        Assert.True(double.IsFinite(pass.Run(x, tree, null, drawn: true).Total));
    }

    [Fact]
    [Trait("Kind", "resume")]
    public void Trainer_LastEpochsSelfCritical_ResumedRunEndsWithTheSameBits()
    {
        using var tiny = new TinyRun();
        var options = TinyRun.Options("epochs=3", "selfCritical.epochs=2", "selfCritical.samples=2");
        var straight = Trainer.Run(tiny.Run("straight", options));
        using var cancel = new CancellationTokenSource();
        var watcher = new EventList(told =>
        {
            if (told is StepProgress { Epoch: 2, Step: 2 })
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(tiny.Run("cut", options), watcher, cancel.Token));
        var resumed = Trainer.Run(tiny.Run("cut", options, resume: true));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(tiny.PathOf("straight"), "last", "captioner.safetensors")),
            File.ReadAllBytes(Path.Combine(tiny.PathOf("cut"), "last", "captioner.safetensors")));
        Assert.Equal(straight.ValidationScores["CIDEr"], resumed.ValidationScores["CIDEr"]);
    }

    private static CaptionBatch Batch()
    {
        var rows = References.SelectMany((own, image) => own.Select(words => (Image: image, Line: (int[])[B, .. Words.Encode(words), E]))).ToArray();
        int length = rows.Max(row => row.Line.Length);
        return new CaptionBatch(
            [0, 1, 2], [.. rows.Select(row => row.Image)],
            [.. rows.SelectMany(row => row.Line.Concat(Enumerable.Repeat(Vocabulary.Pad, length - row.Line.Length)))], length);
    }

    private static double Greedy(EngineFactory engine, Tensor x, SelfCritic critic)
    {
        engine.Model.eval();
        using var stepper = new JttsStepper(engine, x);
        double mean = GreedySearch.Search(stepper, SpecialWords.Default, new DecodingOptions { MaxWords = 5 })
            .Select((caption, image) => critic.Reward(image, caption)).Average();
        engine.Model.train();
        return mean;
    }
}
