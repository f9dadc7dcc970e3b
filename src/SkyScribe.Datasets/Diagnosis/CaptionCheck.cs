
namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Looks for captions that are empty, said twice, or split into other words than they are written with.</summary>
internal static class CaptionCheck
{
    public static IEnumerable<Finding> Check(CaptionDataset dataset, CaptionWords captions)
    {
        foreach (string warning in dataset.Warnings)
        {
            yield return new Finding(Severity.Warning, "reader", warning);
        }

        foreach (Finding finding in LanguageCheck.Check([.. dataset.Images.SelectMany(captions.Of)]))
        {
            yield return finding;
        }

        if (Repeated(dataset, captions) is { } repeated)
        {
            yield return repeated;
        }

        if (UnlikeTokens(dataset, captions) is { } tokens)
        {
            yield return tokens;
        }

        int[] counts = [.. dataset.Images.Select(image => image.Sentences.Count)];
        int usual = counts.GroupBy(count => count).MaxBy(group => group.Count())!.Key;
        CaptionedImage[] others = [.. dataset.Images.Where(image => image.Sentences.Count != usual)];
        if (others.Length > 0)
        {
            yield return new Finding(Severity.Note, "sentence-count", $"{others.Length} images do not have {usual} sentences")
            {
                Cases = [.. others.Select(image => $"{image.FileName}: {image.Sentences.Count}")],
            };
        }
    }

    private static Finding? Repeated(CaptionDataset dataset, CaptionWords captions)
    {
        var repeated = dataset.Images
            .Select(image => (image.FileName, image.Split, Copies: captions.Of(image).GroupBy(words => string.Join(' ', words))
            .Sum(group => group.Count() - 1)))
            .Where(image => image.Copies > 0)
            .ToArray();
        int total = dataset.Images.Sum(image => image.Sentences.Count), copies = repeated.Sum(image => image.Copies);
        return copies == 0 ? null : new Finding(
            Severity.Note,
            "repeated-sentences",
            FormattableString.Invariant(
            $"{copies} of {total} sentences ({(double)copies / total:p1}) repeat another of the same image; {repeated.Length} images have such"))
        {
            Cases = [.. repeated.Select(image => $"{image.FileName} ({image.Split}): {image.Copies}")],
        };
    }

    private static Finding? UnlikeTokens(CaptionDataset dataset, CaptionWords captions)
    {
        var unlike = new List<string>();
        var images = new HashSet<string>();
        foreach (CaptionedImage image in dataset.Images)
        {
            foreach ((CaptionSentence sentence, string[] words) in image.Sentences.Zip(captions.Of(image)))
            {
                string[] tokens = [.. sentence.Tokens.Select(token => token.Trim().ToLowerInvariant())
                    .Where(token => token.Any(char.IsLetterOrDigit))];
                if (tokens.Length > 0 && !tokens.SequenceEqual(words))
                {
                    images.Add(image.FileName);
                    string[] only = [.. tokens.Except(words).Select(token => $"token {token}")
                        .Concat(words.Except(tokens).Select(word => $"raw {word}"))];
                    unlike.Add($"{image.FileName}: {(only.Length > 0 ? string.Join(", ", only) : "another order or number of words")}");
                }
            }
        }

        return unlike.Count == 0 ? null : new Finding(
            Severity.Warning,
            "tokens-unlike-raw",
            $"{unlike.Count} sentences of {images.Count} images have tokens that are not the words of the raw sentence: train on the raw sentences (the default)")
        {
            Cases = unlike,
        };
    }
}
