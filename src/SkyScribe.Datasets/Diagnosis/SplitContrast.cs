
namespace SkyScribe.Datasets.Diagnosis;

/// <summary>How the splits differ in what was written: scores on splits that were written differently do not mean the same.</summary>
internal static class SplitContrast
{
    private const int ShownOpenings = 5;

    // Differences that sampling alone does not make in hundreds of images.
    private const double StrongRatio = 1.25, StrongShare = 0.15;

    public static IEnumerable<SplitStatistics> Measure(CaptionWords captions)
    {
        HashSet<string>? training = captions.Dataset.SplitCounts.ContainsKey(SplitNames.Train) ? [.. captions.Of(SplitNames.Train).Select(Joined)]
            : null;
        foreach (string split in captions.Splits)
        {
            string[][] sentences = [.. captions.Of(split)];
            yield return new SplitStatistics(
                split,
                captions.Dataset.Split(split).Count,
                sentences.Length,
                captions.Dataset.Split(split).Average(image => captions.Of(image).Select(Joined).Distinct().Count()),
                sentences.Average(words => words.Length),
                split == SplitNames.Train || training is null ? null : (double)sentences.Count(words => training.Contains(Joined(words)))
                / sentences.Length,
                sentences.CountBy(words => string.Join(' ', words.Take(2))).OrderByDescending(opening => opening.Value)
                .ThenBy(opening => opening.Key, StringComparer.Ordinal)
                    .Take(ShownOpenings).ToDictionary(opening => opening.Key, opening => (double)opening.Value / sentences.Length))
            {
                OneSentenceShare = captions.Dataset.Split(split).Where(image => image.Sentences.Count > 1)
                    .Select(image => captions.Of(image).Select(Joined).Distinct().Count() == 1 ? 1.0 : 0.0).DefaultIfEmpty(0).Average(),
            };
        }
    }

    public static IEnumerable<Finding> Compare(IReadOnlyList<SplitStatistics> splits)
    {
        foreach (SplitStatistics other in splits.Skip(1))
        {
            SplitStatistics first = splits[0];
            string[] differences = [.. Differences(first, other)];
            if (differences.Length > 0)
            {
                yield return new Finding(Severity.Warning, "split-contrast",
                    $"{first.Split} and {other.Split} were not written alike: {string.Join("; ", differences)}; compare scores on the same split only");
            }
        }

        foreach (SplitStatistics split in splits.Where(split => split.VerbatimInTrain is not null))
        {
            yield return new Finding(
                split.VerbatimInTrain > 0.5 ? Severity.Warning : Severity.Note,
                "verbatim",
                FormattableString.Invariant(
                $"{split.VerbatimInTrain:p1} of {split.Split}'s sentences occur word by word in train{(split.VerbatimInTrain > 0.5 ? ": repeating training captions scores well" : "")}"));
        }
    }

    private static IEnumerable<string> Differences(SplitStatistics first, SplitStatistics other)
    {
        if (Ratio(first.DistinctSentencesPerImage, other.DistinctSentencesPerImage) > StrongRatio)
        {
            yield return FormattableString.Invariant(
                $"{first.DistinctSentencesPerImage:f2} against {other.DistinctSentencesPerImage:f2} different sentences an image");
        }

        if (Math.Abs(first.OneSentenceShare - other.OneSentenceShare) > StrongShare)
        {
            yield return FormattableString.Invariant(
                $"{first.OneSentenceShare:p0} against {other.OneSentenceShare:p0} of the images with one sentence said several times");
        }

        if (Ratio(first.MeanLength, other.MeanLength) > StrongRatio)
        {
            yield return FormattableString.Invariant($"{first.MeanLength:f1} against {other.MeanLength:f1} words a sentence");
        }

        foreach (string opening in first.Openings.Keys.Union(other.Openings.Keys))
        {
            (double here, double there) = (first.Openings.GetValueOrDefault(opening), other.Openings.GetValueOrDefault(opening));
            if (Math.Abs(here - there) > StrongShare)
            {
                yield return FormattableString.Invariant($"\"{opening} ...\" opens {here:p0} against {there:p0}");
            }
        }
    }

    private static double Ratio(double left, double right) => Math.Max(left, right) / Math.Max(1e-9, Math.Min(left, right));

    private static string Joined(string[] words) => string.Join(' ', words);
}
