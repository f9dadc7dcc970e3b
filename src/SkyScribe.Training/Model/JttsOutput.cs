using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Stage 1's result for a batch of images. B images, R regions, D hidden, K attributes, E embedding.</summary>
/// <param name="Regions">V [B, R, D]</param>
/// <param name="Mean">mean V [B, D]</param>
/// <param name="AttributeLogits">[B, K], null without attributes; y_a is their sigmoid</param>
/// <param name="Probabilities">y_a [B, K]</param>
/// <param name="Sampled">y_s [B, K]</param>
/// <param name="Semantics">f_s [B, E]</param>
internal sealed record AttributeStage(
    Tensor Regions,
    Tensor Mean,
    Tensor? AttributeLogits,
    Tensor? Probabilities,
    Tensor? Sampled,
    Tensor? Semantics);

/// <summary>The model's result for captions that are known (training).</summary>
/// <param name="Attributes">stage 1's result</param>
/// <param name="WordLogits">logits of the word after each row of all steps, one step after another [M, V]</param>
/// <param name="Captions">the captions: what was read, and what should be predicted</param>
internal sealed record JttsOutput(AttributeStage Attributes, Tensor WordLogits, CaptionSteps Captions);
