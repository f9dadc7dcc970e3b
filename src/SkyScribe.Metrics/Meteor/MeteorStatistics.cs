namespace SkyScribe.Metrics.Meteor;

/// <summary>The counts that METEOR's score is made of. Those of a corpus are the sums of its images'.</summary>
/// <remarks>Denkowski and Lavie, "Meteor Universal" (WMT 2014), with the parameters for English that version 1.5 ships (task "rank").</remarks>
internal static class MeteorStatistics
{
    /// <summary>Numbers of a sentence pair.</summary>
    public const int Count = Matches + (4 * Modules);

    private const int Modules = 4;
    private const double Alpha = 0.85, Beta = 0.2, Gamma = 0.6, Delta = 0.75;

    // Layout: words and function words of candidate and reference; chunks; then per module the content and function words matched in each.
    private const int CandidateWords = 0, ReferenceWords = 1, CandidateFunctionWords = 2, ReferenceFunctionWords = 3, Chunks = 4, Matches = 5;

    private static readonly double[] Weights = [1, 0.6, 0.8, 0.6];

    /// <summary>Counts an alignment.</summary>
    public static double[] Of(MeteorWord[] candidate, MeteorWord[] reference, MeteorMatch?[] alignment)
    {
        double[] counts = new double[Count];
        (counts[CandidateWords], counts[ReferenceWords]) = (candidate.Length, reference.Length);
        counts[CandidateFunctionWords] = candidate.Count(word => word.IsFunctionWord);
        counts[ReferenceFunctionWords] = reference.Count(word => word.IsFunctionWord);
        int lastEnd = -1;
        for (int word = 0; word < alignment.Length;)
        {
            if (alignment[word] is not { } match)
            {
                lastEnd = -1;
                word++;
                continue;
            }

            counts[Chunks] += match.Candidate != lastEnd || lastEnd < 0 ? 1 : 0;
            lastEnd = match.Candidate + match.CandidateLength;
            word = match.Reference + match.ReferenceLength;
        }

        foreach (MeteorMatch? match in alignment)
        {
            if (match is not null)
            {
                int at = Matches + (4 * (int)match.Module);
                Add(counts.AsSpan(at, 2), candidate.AsSpan(match.Candidate, match.CandidateLength));
                Add(counts.AsSpan(at + 2, 2), reference.AsSpan(match.Reference, match.ReferenceLength));
            }
        }

        // A candidate equal to its reference is not fragmented at all, and adds no chunk to its corpus either.
        if (counts[Chunks] == 1 && alignment.Sum(match => match?.CandidateLength) == candidate.Length
            && alignment.Sum(match => match?.ReferenceLength) == reference.Length)
        {
            counts[Chunks] = 0;
        }

        return counts;
    }

    /// <summary>METEOR of some counts, 0 to 1; 0 where nothing matches.</summary>
    public static double Score(ReadOnlySpan<double> counts)
    {
        double candidateMatches = 0, referenceMatches = 0, candidateWeighted = 0, referenceWeighted = 0;
        for (int module = 0; module < Modules; module++)
        {
            ReadOnlySpan<double> matches = counts.Slice(Matches + (4 * module), 4);
            candidateMatches += matches[0] + matches[1];
            referenceMatches += matches[2] + matches[3];
            candidateWeighted += Weights[module] * Weigh(matches[0], matches[1]);
            referenceWeighted += Weights[module] * Weigh(matches[2], matches[3]);
        }

        if (candidateMatches == 0 || referenceMatches == 0)
        {
            return 0;
        }

        double precision = candidateWeighted / Weigh(counts[CandidateWords] - counts[CandidateFunctionWords], counts[CandidateFunctionWords]);
        double recall = referenceWeighted / Weigh(counts[ReferenceWords] - counts[ReferenceFunctionWords], counts[ReferenceFunctionWords]);
        double mean = 1 / (((1 - Alpha) / precision) + (Alpha / recall));
        double fragmentation = counts[Chunks] / ((candidateMatches + referenceMatches) / 2);
        return Math.Max(0, mean * (1 - (Gamma * Math.Pow(fragmentation, Beta))));
    }

    /// <summary>Content words count Delta, function words the rest.</summary>
    private static double Weigh(double contentWords, double functionWords) => (Delta * contentWords) + ((1 - Delta) * functionWords);

    private static void Add(Span<double> counts, ReadOnlySpan<MeteorWord> words)
    {
        foreach (MeteorWord word in words)
        {
            counts[word.IsFunctionWord ? 1 : 0]++;
        }
    }
}
