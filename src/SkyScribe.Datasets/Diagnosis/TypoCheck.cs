using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Finds rare words that no dictionary knows and that are one or two slips away from a frequent one.</summary>
internal static class TypoCheck
{
    // Shorter words have too many neighbours; two slips need a word long enough to stay recognizable.
    private const int ShortestWord = 4, ShortestForTwo = 8;

    public static IEnumerable<Finding> Check(CaptionWords captions, DoctorOptions options)
    {
        Dictionary<string, int> counts = captions.Splits.SelectMany(captions.Of).SelectMany(words => words).CountBy(word => word).ToDictionary();
        string[] frequent = [.. counts.Where(word => word.Value > options.RareWord && word.Key.Length >= ShortestWord)
            .OrderByDescending(word => word.Value).Select(word => word.Key)];
        string[] cases = [.. counts
            .Where(word => word.Value <= options.RareWord && word.Key.Length >= ShortestWord && word.Key.All(char.IsAsciiLetterLower)
            && !PartOfSpeechTagger.Knows(word.Key))
            .AsParallel().AsOrdered()
            .Select(word => (word.Key, word.Value, Meant: Meant(word.Key, word.Value, frequent, counts, options)))
            .Where(word => word.Meant is not null)
            .OrderBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => $"{word.Key} ({word.Value}): {word.Meant} ({counts[word.Meant!]})")];
        if (cases.Length > 0)
        {
            yield return new Finding(Severity.Warning, "typos", $"{cases.Length} words are probably misspelt") { Cases = cases };
        }
    }

    /// <summary>Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.</summary>
    internal static int Distance(string left, string right, int most)
    {
        if (Math.Abs(left.Length - right.Length) > most)
        {
            return most + 1;
        }

        int[] before = [], last = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] row = new int[right.Length + 1];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            if (row.Min() > most)
            {
                return most + 1;
            }

            (before, last) = (last, row);
        }

        return last[^1];
    }

    private static string? Meant(string word, int count, string[] frequent, Dictionary<string, int> counts, DoctorOptions options)
    {
        int most = word.Length >= ShortestForTwo ? 2 : 1;
        return frequent
            .Where(other => counts[other] >= options.TypoRatio * count)
            .Select(other => (other, Distance: Distance(word, other, most)))
            .Where(other => other.Distance <= most)
            .OrderBy(other => other.Distance)
            .Select(other => other.other)
            .FirstOrDefault();
    }
}
