using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine;

/// <summary>The model's layers that read many rows at once, with our own products in place of libtorch's: the projection (Eq. 2), the attention's
/// keys (Eq. 26), the third semantic gate (Eq. 18, 21, 24) and the output layer (Eq. 30).</summary>
/// <remarks>Each is what the module of its name computes; the layers' backward passes are on a tape (<see cref="LinearTape"/>). B images, R
/// regions, D hidden, M rows, V vocabulary.</remarks>
internal sealed class LargeProducts(JttsModel model)
{
    private readonly LinearTape _tape = new();

    /// <summary><see cref="JttsModel.PredictAttributes"/>.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="chosen">attributes to write with instead of the sampled ones [B, K]</param>
    public AttributeStage PredictAttributes(Tensor x, Tensor? chosen = null)
    {
        var projection = model.Features;
        var regions = projection.Dropout.call(_tape.Linear(x.transpose(1, 2), projection.Layer.weight!, projection.Layer.bias));   // [B, R, D]
        return model.SampleAttributes(x, regions, chosen);
    }

    /// <summary><see cref="CaptionDecoder.Keys"/>.</summary>
    /// <returns>[B, R, D]</returns>
    public Tensor Keys(AttributeStage stage) => model.Decoder is AttributeGuidedDecoder guided
        ? _tape.Linear(stage.Regions, guided.Attention.RegionWeight, null)
        : model.Decoder.Keys(stage);   // with an attribute's key added they are no layer's output, and the regions would be gone back through twice

    /// <summary><see cref="CaptionDecoder.Emit"/>.</summary>
    /// <param name="hidden2">h2(t) [M, D]</param>
    /// <param name="gateInput">the third gate's prepared input [M, 2D], or null</param>
    /// <returns>logits [M, V]</returns>
    public Tensor Emit(Tensor hidden2, Tensor? gateInput)
    {
        var decoder = model.Decoder;
        var guided = gateInput is null ? hidden2 : SemanticGate.Filter(_tape.Linear(hidden2, decoder.OutputGate!.HiddenWeight, null) + gateInput);
        return _tape.Linear(decoder.Dropout.call(guided), decoder.Output.weight!, decoder.Output.bias);
    }

    /// <inheritdoc cref="LinearTape.GoBack(Tensor?, IEnumerable{ValueTuple{Tensor?, Tensor?}})"/>
    public void GoBack(Tensor? end, params IEnumerable<(Tensor? Output, Tensor? Gradient)> gradients) => _tape.GoBack(end, gradients);
}
