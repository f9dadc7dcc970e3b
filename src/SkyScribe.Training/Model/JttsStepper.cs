using SkyScribe.Decoding;
using SkyScribe.Training.Model.Engine.Products;
using SkyScribe.Training.Model.Engine.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Lets a search walk the model over a batch of images. The model must be in evaluation mode.</summary>
internal sealed class JttsStepper : ICaptionStepper, IDisposable
{
    private readonly IDecoderSteps _steps;

    /// <param name="features">x [B, C, R]</param>
    /// <param name="given">attributes to write with instead of the sampled ones [B, K]</param>
    public JttsStepper(JttsModel model, Tensor features, Tensor? given = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        ImageCount = (int)features.shape[0];
        VocabularySize = model.Sizes.Words;
        var stage = model.PredictAttributes(features, given, new LinearTape());
        Probabilities = stage.Probabilities?.ToArray();
        Sampled = stage.Sampled?.ToArray();
        _steps = model.Decoder.StartSteps(stage);
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
    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities) => _steps.Step(parents, words, logProbabilities);

    public void Dispose() => _steps.Dispose();
}
