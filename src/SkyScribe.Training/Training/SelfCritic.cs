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
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Self-critical training (Rennie et al., CVPR 2017): captions that the model draws weigh as much as their CIDEr-D exceeds a baseline, its
/// greedy caption's or the other drawn ones'.</summary>
/// <remarks>
/// The loss is then -sum((r - r_baseline) log p) over the drawn words, divided by their number; with a guard, reference captions are among them, each
/// with the guard as its weight. Captions are drawn and learned without dropout: what one network draws and another one learns has a gradient that is
/// not the reward's, and where most drawn captions earn less than the greedy one it drives the two apart (docs/results/findings.md).
/// Words that no search chooses have no probability when drawn captions are learned (<see cref="TrainingPass"/>), as they had none when these were
/// drawn. Where a caption ends is part of what is scored ("end" counts as a word of references and of captions that ended); without it, rewarded
/// captions break off. Detailed captions are not drawn: those of the batch are learned as in any other epoch.
/// </remarks>
internal sealed class SelfCritic
{
    private static readonly string[] EndMark = [Vocabulary.ReservedWords[Vocabulary.End]];
    private readonly CiderScorer _scorer;
    private readonly Vocabulary _vocabulary;
    private readonly SpecialWords _special;
    private readonly SelfCriticalOptions _options;
    private readonly DecodingOptions _decoding;
    private readonly CaptionSharing _sharing;

    /// <param name="references">tokens of each training image's references</param>
    /// <param name="vocabulary">the model's words</param>
    /// <param name="options">samples, baseline, guard</param>
    /// <param name="maxWords">most words of a drawn caption</param>
    /// <param name="sharing">what drawn captions of an image share when they are learned</param>
    public SelfCritic(IReadOnlyList<IReadOnlyList<string[]>> references, Vocabulary vocabulary, SelfCriticalOptions options, int maxWords,
        CaptionSharing sharing)
    {
        _scorer = new CiderScorer(
            ReferenceSet.OfTokens([.. references.Select(own => own.Select(words => words.Concat(EndMark).ToArray()).ToArray())]));
        (_vocabulary, _options, _sharing, _special) = (vocabulary, options, sharing, SpecialWords.Of(vocabulary, CaptionStyle.Plain));
        _decoding = new DecodingOptions { BeamSize = 1, MaxWords = maxWords };
    }

    public static SelfCritic Of(TrainingData data, TrainingOptions options) => new(
        [.. data.Train.Select(image => image.Sentences.Select(sentence => CaptionTokenizer.Tokenize(sentence.Raw)).ToArray())],
        data.Vocabulary, options.SelfCritical, options.MaxWords, options.Sharing);

    /// <summary>Draws captions and weighs them. The model is in evaluation mode afterwards, in which they must be learned.</summary>
    /// <param name="engine">the model's</param>
    /// <param name="features">x [B, C, R]</param>
    /// <param name="batch">the images, by their indices among the references [B], and their reference captions, which a guard adds</param>
    public PrefixTree Draw(EngineFactory engine, Tensor features, CaptionBatch batch, DeterministicRandom random)
    {
        engine.Model.eval();
        int samples = _options.Samples;
        IReadOnlyList<Hypothesis> drawn;
        using (var stepper = new JttsStepper(engine, features))
        {
            drawn = SampledSearch.Search(stepper, _special, samples, _decoding.MaxWords, random.NextDouble);
        }

        double[] rewards = [.. drawn.Select((caption, row) => Reward(batch.Images[row / samples], caption))];
        double[] baselines = _options.Baseline == RewardBaseline.Greedy ? OfGreedy(engine, features, batch.Images) : OfLeaveOneOut(rewards);
        var captions = drawn.Select((caption, row) => (row / samples, Line(caption), (float)(rewards[row] - baselines[row])));
        float guard = (float)_options.Guard;
        var references = Sayable(batch).Select(line => (line.Image, line.Words, Weight: line.Words[0] == Vocabulary.Begin ? guard : 1));
        return PrefixTree.Weighed(batch.Images.Length, captions.Concat(references.Where(line => line.Weight > 0)), _sharing);
    }

    /// <summary>CIDEr-D of a caption of a training image, its end counted as a word.</summary>
    public double Reward(int image, Hypothesis caption)
    {
        string[] words = _vocabulary.Decode([.. caption.Words]);
        return _scorer.Score(image, caption.Finished ? [.. words, .. EndMark] : words);
    }

    // For each drawn caption, the reward of its image's greedy one.
    private double[] OfGreedy(EngineFactory engine, Tensor features, int[] images)
    {
        using var stepper = new JttsStepper(engine, features);
        double[] rewards = [.. GreedySearch.Search(stepper, _special, _decoding)
            .Select((caption, place) => Reward(images[place], caption))];
        return [.. rewards.SelectMany(reward => Enumerable.Repeat(reward, _options.Samples))];
    }

    // For each drawn caption, the mean reward of its image's other ones.
    private double[] OfLeaveOneOut(double[] rewards)
    {
        int samples = _options.Samples;
        double[] sums = [.. rewards.Chunk(samples).Select(own => own.Sum())];
        return [.. rewards.Select((reward, row) => (sums[row / samples] - reward) / (samples - 1))];
    }

    // A reference with a word outside the vocabulary cannot be drawn, so it cannot be kept probable either.
    private static IEnumerable<(int Image, int[] Words)> Sayable(CaptionBatch batch) =>
        batch.Lines().Where(line => !line.Words.Contains(Vocabulary.Unknown)).Select(line => (line.Image, line.Words));

    private static int[] Line(Hypothesis caption) =>
        [Vocabulary.Begin, .. caption.Words, .. caption.Finished ? [Vocabulary.End] : Array.Empty<int>()];
}
