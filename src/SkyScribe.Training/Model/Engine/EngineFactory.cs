using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine;

/// <summary>Makes the engine of a model: its large products, its decoder's recurrence for training and its decoder's steps for searches.</summary>
/// <remarks>The only door between the paper's modules, which know nothing of it, and the hand-written code. One for a model, disposed before the
/// model. Searches of several threads may begin at the same time.</remarks>
/// <param name="model">what the engine computes</param>
/// <param name="kind">plain leaves searches to libtorch's operations too, wherever the model is</param>
internal sealed class EngineFactory(JttsModel model, EngineKind kind = EngineKind.Fast) : IDisposable
{
    private WalkSteps? _idleSteps;
    private volatile bool _isDisposed;

    /// <summary>What the engine computes.</summary>
    public JttsModel Model => model;

    /// <summary>Hand-written or not.</summary>
    public EngineKind Kind => kind;

    /// <summary>Products for one training step.</summary>
    public LargeProducts CreateProducts() => new(model);

    /// <summary>The decoder's recurrence over a training step's captions, forward and back.</summary>
    public IDecoderRecurrence CreateRecurrence() => model.Decoder switch
    {
        AttributeGuidedDecoder guided => new DecoderRecurrence(guided),
        SoftAttentionDecoder single => new SoftAttentionRecurrence(single),
        var other => throw new InvalidOperationException($"no recurrence for {other.GetType().Name}"),
    };

    /// <summary>Stage 1 without gradients, for a search.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="chosen">attributes to write with instead of the sampled ones [B, K]</param>
    public AttributeStage PredictAttributes(Tensor x, Tensor? chosen = null)
    {
        using var guard = no_grad();
        return kind == EngineKind.Plain ? model.PredictAttributes(x, chosen) : CreateProducts().PredictAttributes(x, chosen);
    }

    /// <summary>Steps for a search over some images.</summary>
    /// <param name="stage">stage 1's result</param>
    public IDecoderSteps StartSteps(AttributeStage stage)
    {
        if (kind == EngineKind.Plain || model.Decoder is not AttributeGuidedDecoder guided || stage.Regions.dtype != ScalarType.Float32)
        {
            return new TensorSteps(model.Decoder, stage);
        }

        // Its buffers and threads are worth keeping from batch to batch.
        var steps = Interlocked.Exchange(ref _idleSteps, null) ?? new WalkSteps(guided);
        try
        {
            steps.Begin(stage);
        }
        catch
        {
            steps.Dispose();
            throw;
        }

        return new WalkSteps.Batch(steps, Keep);
    }

    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.Exchange(ref _idleSteps, null)?.Dispose();
    }

    private void Keep(WalkSteps over)
    {
        Interlocked.Exchange(ref _idleSteps, over)?.Dispose();
        if (_isDisposed)
        {
            Interlocked.Exchange(ref _idleSteps, null)?.Dispose();
        }
    }
}
