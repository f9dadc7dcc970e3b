using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Loss and gradients of one training step. B images, K attributes, C channels, R regions, M rows, V vocabulary.</summary>
internal abstract class TrainingPass(SpecialWords special) : IDisposable
{
    /// <summary>The pass that an engine has; the caller disposes of it before the engine.</summary>
    /// <param name="engine">the model's</param>
    /// <param name="options">how captions are learned</param>
    /// <param name="special">the words that captions are drawn with; null for <see cref="SpecialWords.Default"/></param>
    /// <param name="distillation">the older model whose words are kept, but for captions that a search drew; null for none</param>
    public static TrainingPass Of(
        EngineFactory engine, LossOptions options, SpecialWords? special = null, Distillation? distillation = null) => engine.Kind == EngineKind.Plain
        ? new PlainPass(engine.Model, options, special ?? SpecialWords.Default, distillation)
        : new FastPass(engine, options, special ?? SpecialWords.Default, distillation);

    /// <summary>Adds the gradients of L_total to the parameters'.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="tree">the captions</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="scheduledSampling">share of the words read that are drawn from the model's predictions instead of the captions</param>
    /// <param name="drawn">whether a search drew the captions: then the tree's weights alone say what is minimized, without the loss options, and
    /// words that no search chooses have no probability, as when they were drawn; else training would move all of it to them, whom no reward ever
    /// meets</param>
    public abstract LossParts Run(Tensor x, PrefixTree tree, Tensor? labels, double scheduledSampling = 0, bool drawn = false);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>The words' log-probabilities [M, V].</summary>
    /// <param name="logits">[M, V]</param>
    /// <param name="drawn">whether words that no search chooses have none</param>
    protected Tensor LogProbabilities(Tensor logits, bool drawn)
    {
        if (!drawn)
        {
            return nn.functional.log_softmax(logits, 1);
        }

        var suppressed = tensor(Array.ConvertAll(special.Suppressed.ToArray(), word => (long)word), int64, logits.device);
        return nn.functional.log_softmax(logits.index_fill(1, suppressed, double.NegativeInfinity), 1);
    }

    /// <summary>The same captions, some of whose words are replaced by words drawn from the model's predictions.</summary>
    /// <param name="logProbabilities">the predictions after reading the true words [M, V]</param>
    /// <param name="share">of the words read</param>
    /// <exception cref="SkyScribeException">They are not finite.</exception>
    protected static PrefixTree MixSampledWords(PrefixTree tree, Tensor logProbabilities, double share)
    {
        var probabilities = logProbabilities.exp();
        return probabilities.isfinite().all().item<bool>()
            ? ScheduledSampling.Mix(tree, probabilities, share)
            : throw new SkyScribeException(
                "a word's probability is not finite: the training has run away; lower learningRate or gradientClamp; the last saved state is kept");
    }
}
