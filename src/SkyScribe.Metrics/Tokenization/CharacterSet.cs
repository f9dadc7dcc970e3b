using System.Collections.Concurrent;
using System.Globalization;

namespace SkyScribe.Metrics.Tokenization;

/// <summary>A set of UTF-16 code units, as ascending ranges that do not touch. Immutable.</summary>
internal sealed class CharacterSet
{
    private static readonly ConcurrentDictionary<char, CharacterSet> AnyCaseSets = new();

    private CharacterSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    public static CharacterSet Empty { get; } = new([]);

    public static CharacterSet Letters { get; } = Where(char.IsLetter);

    public static CharacterSet Digits { get; } = Where(char.IsDigit);

    public static CharacterSet LineEnds { get; } = Where(unit => unit is '\n' or '\r' or '\u000B' or '\u000C' or '\u0085' or '\u2028' or '\u2029');

    /// <summary>Marks that combine with letters, in the scripts below Tibetan; the reference lists them one by one up to U+0ECD.</summary>
    public static CharacterSet CombiningMarks { get; } = Where(unit => unit < '\u0ECE' && CharUnicodeInfo.GetUnicodeCategory(unit)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CharacterSet Of(char first, char last) => new([(first, last)]);

    /// <summary>A letter in both cases; the same object for the same letter, so that an automaton sees few distinct sets.</summary>
    public static CharacterSet AnyCase(char unit) => AnyCaseSets.GetOrAdd(unit, MakeAnyCase);
    private static CharacterSet MakeAnyCase(char unit) => Of(unit, unit).With(Of(char.ToLowerInvariant(unit), char.ToLowerInvariant(unit)))
        .With(Of(char.ToUpperInvariant(unit), char.ToUpperInvariant(unit)));

    public CharacterSet With(CharacterSet other)
    {
        var merged = new List<(int First, int Last)>();
        foreach ((int first, int last) in Ranges.Concat(other.Ranges).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CharacterSet(merged);
    }

    public CharacterSet Complement()
    {
        var gaps = new List<(int First, int Last)>();
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= char.MaxValue)
        {
            gaps.Add((next, char.MaxValue));
        }

        return new CharacterSet(gaps);
    }

    private static CharacterSet Where(Func<char, bool> holds)
    {
        var ranges = new List<(int First, int Last)>();
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            if (!holds((char)unit))
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^1].Last == unit - 1)
            {
                ranges[^1] = (ranges[^1].First, unit);
            }
            else
            {
                ranges.Add((unit, unit));
            }
        }

        return new CharacterSet(ranges);
    }
}
