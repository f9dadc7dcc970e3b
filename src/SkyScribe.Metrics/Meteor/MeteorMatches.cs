using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Meteor;

/// <summary>All matches between a candidate and a reference, before any is chosen.</summary>
internal sealed class MeteorMatches
{
    private readonly MeteorWord[] _candidate;
    private readonly MeteorWord[] _reference;
    private readonly int[] _candidateCoverage;
    private readonly int[] _referenceCoverage;

    /// <summary>Finds them.</summary>
    /// <param name="candidate">The candidate's words.</param>
    /// <param name="reference">The reference's words.</param>
    /// <param name="table">The paraphrases, or null for METEOR without them.</param>
    public MeteorMatches(MeteorWord[] candidate, MeteorWord[] reference, ParaphraseContent? table)
    {
        (_candidate, _reference) = (candidate, reference);
        (_candidateCoverage, _referenceCoverage) = (new int[candidate.Length], new int[reference.Length]);
        At = new List<MeteorMatch>[reference.Length];
        for (int i = 0; i < At.Length; i++)
        {
            At[i] = [];
        }

        AddWords(MeteorModule.Exact, ReferenceEquals);

        // METEOR stops here for equal sentences, to spare them errors of the beam search.
        if (candidate.AsSpan().SequenceEqual(reference))
        {
            return;
        }

        AddWords(MeteorModule.Stem, (left, right) => left != right && left.Stem == right.Stem);
        AddWords(MeteorModule.Synonym, (left, right) => left != right && SynonymSets.Intersect(left.Synonyms, right.Synonyms));
        if (table is not null)
        {
            AddParaphrases(table, reference, candidate, isReferenceSource: true);
            AddParaphrases(table, candidate, reference, isReferenceSource: false);
        }
    }

    /// <summary>For each word of the reference the matches that start there, in the order found.</summary>
    public List<MeteorMatch>[] At { get; }

    /// <summary>Whether a match is certain: it is the only one at its start, and no other covers its words.</summary>
    public bool IsCertain(MeteorMatch match) =>
        At[match.Reference].Count == 1
        && _referenceCoverage.AsSpan(match.Reference, match.ReferenceLength).IndexOfAnyExcept(1) < 0
        && _candidateCoverage.AsSpan(match.Candidate, match.CandidateLength).IndexOfAnyExcept(1) < 0;

    private void AddWords(MeteorModule module, Func<MeteorWord, MeteorWord, bool> matches)
    {
        for (int j = 0; j < _reference.Length; j++)
        {
            for (int i = 0; i < _candidate.Length; i++)
            {
                if (matches(_candidate[i], _reference[j]))
                {
                    Add(new MeteorMatch(module, j, 1, i, 1));
                }
            }
        }
    }

    private void AddParaphrases(ParaphraseContent table, MeteorWord[] from, MeteorWord[] to, bool isReferenceSource)
    {
        for (int start = 0; start < from.Length; start++)
        {
            int node = 0;
            for (int length = 1; start + length <= from.Length; length++)
            {
                node = table.Next(node, from[start + length - 1].PhraseNumber);
                if (node < 0)
                {
                    break;
                }

                int[][] targets = table.TargetsAt(node);
                foreach ((int number, int at) in Occurrences(targets, to))
                {
                    int targetLength = targets[number].Length;
                    Add(isReferenceSource
                        ? new MeteorMatch(MeteorModule.Paraphrase, start, length, at, targetLength)
                        : new MeteorMatch(MeteorModule.Paraphrase, at, targetLength, start, length));
                }
            }
        }
    }

    /// <summary>Where phrases occur in a sentence: by phrase, then by position. Phrases are sorted, so most are never looked at.</summary>
    private static List<(int PhraseNumber, int At)> Occurrences(int[][] phrases, MeteorWord[] words)
    {
        var found = new List<(int PhraseNumber, int At)>();
        for (int at = 0; phrases.Length > 0 && at < words.Length; at++)
        {
            for (int phrase = FirstStartingWith(phrases, words[at].PhraseNumber);
                phrase < phrases.Length && phrases[phrase][0] == words[at].PhraseNumber;
                phrase++)
            {
                if (at + phrases[phrase].Length <= words.Length && IsAt(phrases[phrase], words, at))
                {
                    found.Add((phrase, at));
                }
            }
        }

        found.Sort();
        return found;
    }

    private static int FirstStartingWith(int[][] phrases, int word)
    {
        int low = 0, high = phrases.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = phrases[middle][0] < word ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static bool IsAt(int[] phrase, MeteorWord[] words, int at)
    {
        for (int i = 0; i < phrase.Length; i++)
        {
            if (words[at + i].PhraseNumber != phrase[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Add(MeteorMatch match)
    {
        At[match.Reference].Add(match);
        Count(_referenceCoverage.AsSpan(match.Reference, match.ReferenceLength));
        Count(_candidateCoverage.AsSpan(match.Candidate, match.CandidateLength));
    }

    private static void Count(Span<int> coverage)
    {
        foreach (ref int count in coverage)
        {
            count++;
        }
    }
}
