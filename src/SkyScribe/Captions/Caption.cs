using SkyScribe.Decoding;
using SkyScribe.Text;

namespace SkyScribe;

/// <summary>One caption of an image.</summary>
/// <param name="Text">The words, joined by single blanks, without punctuation.</param>
/// <param name="LogProbability">Sum of the natural log-probabilities of its words and of its end.</param>
public sealed record CaptionText(string Text, double LogProbability);

/// <summary>One attribute of an image, as the first stage saw it.</summary>
/// <param name="Name">The attribute, a noun or an adjective.</param>
/// <param name="Probability">The classifier's probability (Eq. 4).</param>
/// <param name="Sampled">Whether the sampling operator let it through (its mask, Eq. 11, is above one half).</param>
public sealed record CaptionAttribute(string Name, double Probability, bool Sampled);

/// <summary>What a model says of one image.</summary>
/// <param name="Text">The best caption's words.</param>
/// <param name="LogProbability">The best caption's log-probability.</param>
/// <param name="Attributes">Attributes, most probable first; empty for a model without attributes.</param>
/// <param name="Alternatives">The other captions that the search ended with, best first.</param>
public sealed record Caption(
    string Text,
    double LogProbability,
    IReadOnlyList<CaptionAttribute> Attributes,
    IReadOnlyList<CaptionText> Alternatives)
{
    /// <summary>Calibrated probability that the caption is right; null for a model that was not calibrated.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether the image is unlike all that the model was trained on; null for a model that was not calibrated.</summary>
    public bool? IsOutOfDomain { get; init; }

    /// <summary>The same caption with the captions of the search's other groups as its alternatives; as it is, where there are none.</summary>
    internal Caption WithGroups(IReadOnlyList<Hypothesis> hypotheses, Vocabulary vocabulary)
    {
        CaptionText[] others = [.. hypotheses.Where(hypothesis => hypothesis.Group > 0).Select(hypothesis => TextOf(hypothesis, vocabulary))];
        return others.Length == 0 ? this : this with { Alternatives = others };
    }

    /// <summary>Puts what a search's first group found into words.</summary>
    /// <param name="hypotheses">best first, at least one</param>
    /// <param name="names">attributes [K]</param>
    /// <param name="probabilities">y_a of the image [K]; empty for a model without attributes</param>
    /// <param name="sampled">y_s of the image [K]; empty where nothing is sampled: the probabilities then decide</param>
    internal static Caption Of(
        IReadOnlyList<Hypothesis> hypotheses, Vocabulary vocabulary, IReadOnlyList<string> names, ReadOnlySpan<float> probabilities,
        ReadOnlySpan<float> sampled)
    {
        var texts = hypotheses.Where(hypothesis => hypothesis.Group == 0).Select(hypothesis => TextOf(hypothesis, vocabulary)).ToArray();
        var attributes = new CaptionAttribute[probabilities.Length];
        for (int k = 0; k < attributes.Length; k++)
        {
            attributes[k] = new CaptionAttribute(names[k], probabilities[k], (sampled.IsEmpty ? probabilities[k] : sampled[k]) > 0.5f);
        }

        // a stable order
        return new Caption(texts[0].Text, texts[0].LogProbability, [.. attributes.OrderByDescending(attribute => attribute.Probability)], texts[1..]);
    }

    private static CaptionText TextOf(Hypothesis hypothesis, Vocabulary vocabulary) =>
        new(string.Join(' ', vocabulary.Decode([.. hypothesis.Words])), hypothesis.LogProbability);
}
