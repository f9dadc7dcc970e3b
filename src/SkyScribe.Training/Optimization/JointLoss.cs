using SkyScribe.Training.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>The parts of the loss, as plain numbers.</summary>
/// <param name="Caption">L_cap, nats a word (Eq. 33)</param>
/// <param name="Classification">L_bce (Eq. 32); 0 without attributes</param>
/// <param name="Contrast">L_d (Eq. 31); 0 where it is not part of the loss</param>
/// <param name="Words">words that counted</param>
public readonly record struct LossParts(double Caption, double Classification, double Contrast, long Words)
{
    /// <summary>L_total (Eq. 34).</summary>
    public double Total => Caption + Classification + Contrast;
}

/// <summary>The three losses and their sum.</summary>
/// <remarks>Section III-D, Eq. 31-34. L_cap is the mean over words (padding never counts), L_bce the mean over images and attributes with the minus
/// sign that Eq. 32 lacks, L_d the mean over images.</remarks>
internal sealed record JointLoss(Tensor Caption, Tensor? Classification, Tensor? Contrast)
{
    /// <param name="output">the model's output</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="options">switches and margin</param>
    public static JointLoss Of(JttsOutput output, Tensor? labels, JttsOptions options) =>
        Of(nn.functional.cross_entropy(output.WordLogits, output.WordTargets), output.Attributes, labels, options);   // Eq. 33

    /// <param name="caption">L_cap, a scalar</param>
    /// <param name="stage">stage 1's output</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="options">switches and margin</param>
    public static JointLoss Of(Tensor caption, AttributeStage stage, Tensor? labels, JttsOptions options)
    {
        if (!options.Switches.TrainsJointly || labels is null)
        {
            return new JointLoss(caption, null, null);
        }

        var classification = nn.functional.binary_cross_entropy_with_logits(stage.AttributeLogits!, labels);   // Eq. 32
        var contrast = options.Switches.ContrastLoss ? DynamicContrastLoss.Compute(stage.Probabilities!, labels, options.Margin) : null;   // Eq. 31
        return new JointLoss(caption, classification, contrast);
    }

    /// <summary>L_total, a scalar with gradient (Eq. 34).</summary>
    public Tensor Total() => OfAttributes() is { } attributes ? Caption + attributes : Caption.alias();

    /// <summary>The part of L_total that stage 1 alone decides, L_bce + L_d; null where there is none.</summary>
    public Tensor? OfAttributes() => Contrast is null ? Classification?.alias() : Classification! + Contrast;

    /// <summary>Reads the numbers.</summary>
    public LossParts Parts(long words) => new(
        Caption.ToDouble(),
        Classification?.ToDouble() ?? 0,
        Contrast?.ToDouble() ?? 0,
        words);
}
