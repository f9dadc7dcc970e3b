using SkyScribe.Decoding;
using SkyScribe.Metrics;
using SkyScribe.Text;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>Self-critical training (Rennie et al., CVPR 2017): captions that the model draws weigh as much as their CIDEr-D exceeds that of its greedy caption.</summary>
/// <remarks>
/// The loss is then -sum((r - r_greedy) log p) over the drawn words, divided by their number; with a guard, reference captions are among them, each with the guard as its weight. Captions are drawn without dropout and learned with it.
/// Where a caption ends is part of what is scored ("end" counts as a word of references and of captions that ended); without it, rewarded captions break off.
/// </remarks>
internal sealed class SelfCritic
{
    private static readonly string[] EndMark = [Vocabulary.SpecialWords[Vocabulary.End]];
    private readonly CiderScorer _scorer;
    private readonly Vocabulary _vocabulary;
    private readonly int _samples;
    private readonly float _guard;
    private readonly DecodingOptions _decoding;
    private readonly CaptionSharing _sharing;

    /// <param name="references">tokens of each training image's references</param>
    /// <param name="vocabulary">the model's words</param>
    /// <param name="samples">captions drawn for an image</param>
    /// <param name="maximumWords">most words of a drawn caption</param>
    /// <param name="sharing">what drawn captions of an image share when they are learned</param>
    /// <param name="guard">the weight of a reference caption; 0 learns from drawn ones alone</param>
    public SelfCritic(IReadOnlyList<IReadOnlyList<string[]>> references, Vocabulary vocabulary, int samples, int maximumWords, CaptionSharing sharing, double guard = 0)
    {
        _scorer = new CiderScorer(new PreparedReferences([.. references.Select(own => own.Select(words => words.Concat(EndMark).ToArray()).ToArray())]));
        (_vocabulary, _samples, _sharing, _guard) = (vocabulary, samples, sharing, (float)guard);
        _decoding = new DecodingOptions { BeamSize = 1, MaxWords = maximumWords };
    }

    public static SelfCritic Of(TrainingData data, TrainingOptions options) => new(
        [.. data.Train.Select(image => image.Sentences.Select(sentence => CaptionTokenizer.Tokenize(sentence.Raw)).ToArray())],
        data.Vocabulary, options.SelfCritical.Samples, options.MaximumCaptionWords, options.Sharing, options.SelfCritical.Guard);

    /// <summary>Draws captions and weighs them. The model is in training mode afterwards.</summary>
    /// <param name="features">x [B, C, R]</param>
    /// <param name="batch">the images, by their indices among the references [B], and their reference captions, which a guard adds</param>
    public CaptionTree Draw(JttsModel model, Tensor features, CaptionBatch batch, DeterministicRandom random)
    {
        int[] images = batch.Images;
        model.eval();
        Hypothesis[] greedy;
        using (var stepper = new JttsStepper(model, features))
        {
            greedy = [.. GreedySearch.Search(stepper, SpecialWords.Default, _decoding)];
        }

        IReadOnlyList<Hypothesis> drawn;
        using (var stepper = new JttsStepper(model, features))
        {
            drawn = SampledSearch.Search(stepper, SpecialWords.Default, _samples, _decoding.MaxWords, random.NextDouble);
        }

        model.train();
        double[] baseline = [.. greedy.Select((caption, place) => Reward(images[place], caption))];
        var captions = drawn.Select((caption, row) => (row / _samples, Line(caption), (float)(Reward(images[row / _samples], caption) - baseline[row / _samples])));
        return CaptionTree.Weighed(images.Length, _guard > 0 ? captions.Concat(batch.Lines().Select(line => (line.Image, line.Words, _guard))) : captions, _sharing);
    }

    /// <summary>CIDEr-D of a caption of a training image, its end counted as a word.</summary>
    public double Reward(int image, Hypothesis caption)
    {
        string[] words = _vocabulary.Decode([.. caption.Words]);
        return _scorer.Score(image, caption.Finished ? [.. words, .. EndMark] : words);
    }

    private static int[] Line(Hypothesis caption) => [Vocabulary.Begin, .. caption.Words, .. caption.Finished ? [Vocabulary.End] : Array.Empty<int>()];
}
