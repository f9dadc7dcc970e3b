using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Recurrence;

/// <summary>All that the recurrence reads besides its weights, or the gradients of that. B images, R regions, D hidden, M nodes; dense float32.</summary>
/// <param name="Regions">V [B, R, D]</param>
/// <param name="RegionKeys">W_va V [B, R, D]</param>
/// <param name="MeanInput">LSTM 1's product with mean V, its bias added [B, 4D]</param>
/// <param name="WordInput">LSTM 1's product with each node's word [M, 4D]</param>
/// <param name="Gate1">the first gate's product with f_s [B, 2D], null without attributes</param>
/// <param name="Gate2">the second gate's [B, 2D]</param>
internal sealed record RecurrenceInputs(Tensor Regions, Tensor RegionKeys, Tensor MeanInput, Tensor WordInput, Tensor? Gate1, Tensor? Gate2)
{
    public IEnumerable<Tensor> All()
    {
        Tensor?[] all = [Regions, RegionKeys, MeanInput, WordInput, Gate1, Gate2];
        return all.OfType<Tensor>();
    }
}
