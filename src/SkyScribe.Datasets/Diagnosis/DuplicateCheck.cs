using System.Collections.Concurrent;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Finds pictures that are there twice: the same file, or the same scene by its perceptual hash.</summary>
internal static class DuplicateCheck
{
    public static IEnumerable<Finding> Check(ExaminedImage[] images, DoctorOptions options)
    {
        ExaminedImage[] read = [.. images.Where(image => image.Perceptual is not null)];
        var pairs = new ConcurrentBag<(int First, int Second, int Bits)>();
        Parallel.For(0, read.Length, first =>
        {
            for (int second = first + 1; second < read.Length; second++)
            {
                int bits = read[first].Perceptual!.Distance(read[second].Perceptual!);
                if (bits <= options.MostHashBits && (read[first].Hash == read[second].Hash || read[first].Perceptual!.LevelDifference(
                    read[second].Perceptual!) <= options.MostLevels))
                {
                    pairs.Add((first, second, bits));
                }
            }
        });
        var ordered = pairs.OrderBy(pair => pair.First).ThenBy(pair => pair.Second)
            .Select(pair => (First: read[pair.First], Second: read[pair.Second], pair.Bits)).ToArray();
        var findings = new List<Finding>();
        foreach (bool across in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (bool same in (ReadOnlySpan<bool>)[true, false])
            {
                var found = ordered.Where(pair => (pair.First.Split != pair.Second.Split) == across && (pair.First.Hash == pair.Second.Hash) == same)
                    .ToArray();
                if (found.Length > 0)
                {
                    findings.Add(new Finding(
                        across ? Severity.Warning : Severity.Note,
                        (same ? "equal-files" : "near-duplicates") + (across ? "-across-splits" : ""),
                        $"{found.Length} pairs of {(same ? "equal files" : "nearly equal pictures")} {(across ? "across splits: what is measured on one was seen in the other" : "within a split")}")
                    {
                        Cases = [.. found.Select(
                        pair => $"{pair.First.FileName} ({pair.First.Split}), {pair.Second.FileName} ({pair.Second.Split}){(same ? "" : $": {pair.Bits} bits")}")],
                        Images = [.. found.Select(pair => (IReadOnlyList<string>)[pair.First.FileName, pair.Second.FileName])],
                    });
                }
            }
        }

        return findings;
    }
}
