using SkyScribe.Datasets.Attributes;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Looks at the attribute labels that the first stage would learn.</summary>
internal static class LabelCheck
{
    public static IEnumerable<Finding> Check(CaptionWords captions, AttributeVocabulary attributes)
    {
        if (attributes.Count == 0)
        {
            yield return new Finding(
                Severity.Warning, "labels", "no word of the training captions is frequent enough to be an attribute: lower the threshold");
            yield break;
        }

        foreach (string split in captions.Splits)
        {
            int[] labels = [.. captions.Dataset.Split(split).Select(image => (int)attributes.LabelsOf(captions.Of(image)).Sum())];
            int without = labels.Count(count => count == 0);
            yield return new Finding(
                without > labels.Length / 20 ? Severity.Warning : Severity.Note,
                "labels",
                FormattableString.Invariant(
                $"{split}: {labels.Average():f1} of {attributes.Count} attributes an image, {without} images without any"));
        }
    }
}
