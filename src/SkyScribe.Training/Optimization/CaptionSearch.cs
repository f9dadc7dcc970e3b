using SkyScribe.Decoding;
using SkyScribe.Text;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>Features in, captions out: the one place where a search, a model and its vocabularies meet.</summary>
internal static class CaptionSearch
{
    /// <summary>Captions a batch of images. The model must be in evaluation mode.</summary>
    /// <param name="features">x [B, C, R]</param>
    /// <param name="given">attributes to write with instead of the sampled ones [B, K]</param>
    public static IReadOnlyList<Caption> Describe(
        JttsModel model, Tensor features, Vocabulary vocabulary, AttributeVocabulary attributes, DecodingOptions options, Tensor? given = null)
    {
        using var stepper = new JttsStepper(model, features, given);
        var found = BeamSearch.Search(stepper, SpecialWords.Default, options);
        var captions = new Caption[found.Count];
        for (int image = 0; image < captions.Length; image++)
        {
            var texts = found[image].Select(hypothesis => new CaptionText(string.Join(' ', vocabulary.Decode([.. hypothesis.Words])), hypothesis.LogProbability)).ToArray();
            captions[image] = new Caption(texts[0].Text, texts[0].LogProbability, AttributesOf(stepper, image, attributes), texts[1..]);
        }

        return captions;
    }

    private static CaptionAttribute[] AttributesOf(JttsStepper stepper, int image, AttributeVocabulary attributes)
    {
        if (stepper.Probabilities is not { } probabilities)
        {
            return [];
        }

        int offset = image * attributes.Count;
        return Enumerable.Range(0, attributes.Count)
            .OrderByDescending(k => probabilities[offset + k])
            .ThenBy(k => k)
            .Select(k => new CaptionAttribute(attributes.Name(k), probabilities[offset + k], (stepper.Sampled ?? probabilities)[offset + k] > 0.5f))
            .ToArray();
    }
}
