using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

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
/// <param name="Words">the caption loss</param>
/// <param name="Classification">L_bce, a scalar; null where it is not part of the loss</param>
/// <param name="Contrast">L_d, a scalar; null where it is not part of the loss</param>
internal sealed record JointLoss(CaptionLoss Words, Tensor? Classification, Tensor? Contrast)
{
    /// <summary>L_cap, a scalar (Eq. 33).</summary>
    public Tensor Caption => Words.CrossEntropy;

    /// <summary>The paper's loss.</summary>
    /// <param name="output">the model's output</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="options">switches and margin</param>
    public static JointLoss Of(JttsOutput output, Tensor? labels, JttsOptions options) =>
        Of(CaptionLoss.Of(nn.functional.log_softmax(output.WordLogits, 1), output.Captions, new LossOptions()), output.Attributes, labels, options);

    /// <param name="words">the caption loss</param>
    /// <param name="stage">stage 1's output</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="options">switches and margin</param>
    public static JointLoss Of(CaptionLoss words, AttributeStage stage, Tensor? labels, JttsOptions options)
    {
        if (!options.Switches.TrainsJointly || labels is null)
        {
            return new JointLoss(words, null, null);
        }

        var classification = nn.functional.binary_cross_entropy_with_logits(stage.AttributeLogits!, labels);                              // Eq. 32
        var contrast = options.Switches.ContrastLoss ? DynamicContrastLoss.Compute(stage.Probabilities!, labels, options.Margin) : null;   // Eq. 31
        return new JointLoss(words, classification, contrast);
    }

    /// <summary>What is minimized, a scalar with gradient: L_total (Eq. 34), if no option changes the caption loss.</summary>
    public Tensor Total() => OfAttributes() is { } attributes ? Words.Loss + attributes : Words.Loss.alias();

    /// <summary>The part that stage 1 alone decides, L_bce + L_d; null where there is none.</summary>
    public Tensor? OfAttributes() => Contrast is null ? Classification?.alias() : Classification! + Contrast;

    /// <summary>Reads the numbers.</summary>
    public LossParts Parts(long words) => new(
        Caption.ToDouble(),
        Classification?.ToDouble() ?? 0,
        Contrast?.ToDouble() ?? 0,
        words);
}
