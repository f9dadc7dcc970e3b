using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The recurrence's inputs, or their gradients. B images, R regions, D hidden, E embedding, M nodes; dense float32.</summary>
/// <param name="Regions">V [B, R, D]</param>
/// <param name="RegionKeys">W_va V [B, R, D]</param>
/// <param name="Mean">mean V [B, D]</param>
/// <param name="Words">each node's word, embedded [M, E]</param>
/// <param name="Gate1">the first gate's product with f_s [B, 2D], null without attributes</param>
/// <param name="Gate2">the second gate's [B, 2D]</param>
internal sealed record RecurrenceInputs(Tensor Regions, Tensor RegionKeys, Tensor Mean, Tensor Words, Tensor? Gate1, Tensor? Gate2)
{
    public IEnumerable<Tensor> All()
    {
        Tensor?[] all = [Regions, RegionKeys, Mean, Words, Gate1, Gate2];
        return all.OfType<Tensor>();
    }
}
