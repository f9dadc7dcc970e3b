using SkyScribe.Decoding;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Inference;

/// <summary>Lets a search walk the model over a batch of images. The model must be in evaluation mode.</summary>
internal sealed class JttsStepper : ICaptionStepper, IDisposable
{
    private readonly IDecoderSteps _steps;

    /// <param name="engine">the model's</param>
    /// <param name="features">x [B, C, R]</param>
    /// <param name="chosen">attributes to write with instead of the sampled ones [B, K]</param>
    public JttsStepper(EngineFactory engine, Tensor features, Tensor? chosen = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        ImageCount = (int)features.shape[0];
        VocabularySize = engine.Model.Sizes.Words;
        var stage = engine.PredictAttributes(features, chosen);
        Probabilities = stage.Probabilities?.ToArray();
        Sampled = stage.Sampled?.ToArray();
        _steps = engine.StartSteps(stage);
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int ImageCount { get; }

    /// <summary>y_a, row-major [B, K]; null for a model without attributes.</summary>
    public float[]? Probabilities { get; }

    /// <summary>y_s, row-major [B, K]; null for a model without attributes.</summary>
    public float[]? Sampled { get; }

    /// <summary>Attention weights of the last step, row-major [N, R].</summary>
    public float[] Attention => _steps.Attention;

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities) =>
        _steps.Step(parents, words, logProbabilities);

    public void Dispose() => _steps.Dispose();
}
