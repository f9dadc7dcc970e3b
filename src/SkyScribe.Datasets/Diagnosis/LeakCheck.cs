using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Whether training pictures are pictures that another data set's models are scored on.</summary>
internal static class LeakCheck
{
    // Found by captions that both have word for word, in the published order (RSITMD by Yuan et al., 2022).
    private const string Rsitmd = "rsitmd", RsitmdText =
        "about 711 pictures of RSITMD's published train split are pictures of RSICD's test split: what was trained on them must not be scored on RSICD's test";

    /// <summary>What is known of a published data set.</summary>
    public static IEnumerable<Finding> CheckKnown(CaptionDataset dataset)
    {
        if (dataset.Name.Contains(Rsitmd, StringComparison.OrdinalIgnoreCase) && dataset.SplitCounts.ContainsKey(SplitNames.Train))
        {
            yield return new Finding(Severity.Warning, "known-leak", RsitmdText);
        }
    }

    /// <summary>Looks for training pictures that have a sentence, word for word, which in the other data set one picture alone has, of a split that
    /// is scored.</summary>
    /// <remarks>Measured on RSITMD's captions of RSICD's pictures: of 463 pictures that were RSICD's val it finds 282, and 8 that are not.</remarks>
    /// <param name="dataset">what is trained on; all of it, where it has no splits</param>
    /// <param name="other">what is scored</param>
    public static IEnumerable<Finding> Check(CaptionDataset dataset, CaptionDataset other)
    {
        var owners = new Dictionary<string, CaptionedImage?>(StringComparer.Ordinal);
        foreach (CaptionedImage image in other.Images)
        {
            foreach (string words in Sentences(image))
            {
                owners[words] = owners.ContainsKey(words) ? null : image;
            }
        }

        var found = new List<(string Own, CaptionedImage Other, string Words)>();
        foreach (CaptionedImage image in dataset.SplitCounts.ContainsKey(SplitNames.Train) ? dataset.Split(SplitNames.Train) : dataset.Images)
        {
            foreach (string words in Sentences(image))
            {
                if (owners.GetValueOrDefault(words) is { Split: SplitNames.Validation or SplitNames.Test } owner)
                {
                    found.Add((image.FileName, owner, words));
                    break;
                }
            }
        }

        if (found.Count > 0)
        {
            string splits = string.Join(" and ", found.GroupBy(pair => pair.Other.Split).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Count()} of {group.Key}"));
            yield return new Finding(Severity.Warning, "leak",
                $"{found.Count} training pictures have a sentence that in {other.Name} one picture alone has ({splits}): they are probably the same pictures, and scores there would be of what was trained on")
            {
                Cases = [.. found.Select(pair => $"{pair.Own} and {pair.Other.FileName} ({pair.Other.Split}): {pair.Words}")],
            };
        }
        else
        {
            yield return new Finding(Severity.Note, "leak",
                $"no training picture has a sentence that one picture of {other.Name}'s val or test alone has; pictures with other sentences may still be the same");
        }
    }

    private static IEnumerable<string> Sentences(CaptionedImage image) =>
        image.Sentences.Select(sentence => string.Join(' ', PtbTokenizer.Tokenize(sentence.Raw))).Where(words => words.Length > 0)
            .Distinct(StringComparer.Ordinal);
}
