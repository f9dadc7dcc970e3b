using CsCheck;
using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class DiverseSearchTests
{
    private const int End = 2;
    private static readonly SpecialWords Special = SpecialWords.Default;

    [Fact]
    public void Search_Groups_EqualPlainGroupsOfOneImage() =>
        Gen.Select(Gen.Int, Gen.Int[5, 9], Gen.Int[1, 3], Gen.Int[2, 4], Gen.Int[1, 5], Gen.Int[0, 3], Gen.Float[-1, 3]).Sample(
            (seed, vocabulary, beam, groups, maxWords, penalty, endBias) =>
            {
                Func<int, int[], float[]> next = ScriptedStepper.Random(seed, vocabulary, int.MaxValue, endBias);
                var options = new DecodingOptions { BeamSize = beam, MaxWords = maxWords, Count = groups, Diversity = penalty * 0.37 };
                var found = BeamSearch.Search(new ScriptedStepper(vocabulary, 3, next), Special, options);
                for (int image = 0; image < 3; image++)
                {
                    var plain = PlainGroups(history => next(image, history), beam, maxWords, groups, options.Diversity);
                    Assert.Equal(plain.Select(Text), found[image].Select(Text));
                }
            });

    [Fact]
    public void Search_Groups_FirstIsTheOrdinarySearchAndAllDiffer() =>
        Gen.Select(Gen.Int, Gen.Int[1, 4], Gen.Int[2, 5]).Sample((seed, beam, groups) =>
        {
            Func<int, int[], float[]> next = ScriptedStepper.Random(seed, 12, endBias: 1);
            var options = new DecodingOptions { BeamSize = beam, MaxWords = 6, Alternatives = beam - 1 };
            var plain = BeamSearch.Search(new ScriptedStepper(12, 2, next), Special, options);
            var found = BeamSearch.Search(new ScriptedStepper(12, 2, next), Special, options with { Count = groups });
            for (int image = 0; image < 2; image++)
            {
                Assert.Equal(plain[image].Select(Text), found[image].Where(caption => caption.Group == 0).Select(Text));
                string[] different = [.. found[image].Where(caption => caption.Group > 0).Append(found[image][0])
                    .Select(caption => string.Join(' ', caption.Words))];
                Assert.Equal(different.Length, different.Distinct().Count());
            }
        });

    // Word 4 is likelier than 5: without a penalty the second group finds what the first one found, and with one of 2 nats word 5.
    [Theory]
    [InlineData(0, "4")]
    [InlineData(2, "4", "5")]
    public void Search_SecondGroup_AvoidsTheFirstOnesWords(double diversity, params string[] expected)
    {
        float[] Next(int[] history) => history.Length == 0 ? [-9, -9, -9, -9, -0.3f, -2] : [-9, -9, -0.7f, -9, -0.8f, -9];
        var options = new DecodingOptions { BeamSize = 1, MaxWords = 2, Count = 2, Diversity = diversity };
        var found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, history) => Next(history)), Special, options)[0];
        Assert.Equal(expected, found.Select(caption => string.Join(' ', caption.Words)));
        Assert.All(found, caption => Assert.Equal(caption.Words[0] == 4 ? -1 : -2.7, caption.LogProbability, 1e-6));   // no penalty in it
    }

    [Theory]
    [InlineData(0, 1, "Count must be from 1 to 333")]
    [InlineData(334, 1, "Count must be from 1 to 333")]
    [InlineData(2, -0.1, "Diversity must be from 0 to 100")]
    [InlineData(2, double.NaN, "Diversity must be from 0 to 100")]
    public void Validate_OutOfRange_NamesTheValue(int count, double diversity, string message) => Assert.StartsWith(
        message,
        Assert.Throws<ArgumentOutOfRangeException>(new DecodingOptions { Count = count, Diversity = diversity }.Validate).Message,
        StringComparison.Ordinal);

    /// <summary>The same search, written for one image with no regard to speed: everything is listed and sorted, nothing stops early.</summary>
    private static List<Hypothesis> PlainGroups(Func<int[], float[]> next, int width, int maxWords, int groups, double penalty)
    {
        var live = Enumerable.Range(0, groups).Select(_ => new List<(int[] Words, double Score, double Guide)> { ([], 0, 0) }).ToArray();
        var finished = Enumerable.Range(0, groups).Select(_ => new List<(Hypothesis Caption, double Guide)>()).ToArray();
        for (int step = 0; step <= maxWords; step++)
        {
            var taken = new List<int>();
            for (int group = 0; group < groups; group++)
            {
                var chosen = live[group]
                    .SelectMany((row, rank) => next(row.Words).Select((value, word) => (
                        row.Words, Rank: rank, Word: word, Score: row.Score + value,
                        Guide: row.Guide + value - (word == End ? 0 : penalty * taken.Count(other => other == word)))))
                    .Where(continuation => continuation.Word is not (0 or 1 or 3))
                    .OrderByDescending(continuation => continuation.Guide).ThenBy(continuation => continuation.Rank)
                    .ThenBy(continuation => continuation.Word)
                    .Take(width - finished[group].Count)
                    .ToList();
                finished[group].AddRange(chosen.Where(c => c.Word == End).Select(c => (new Hypothesis(c.Words, c.Score, true), c.Guide)));
                live[group] = step < maxWords
                    ? [.. chosen.Where(c => c.Word != End).Select(c => ((int[])[.. c.Words, c.Word], c.Score, c.Guide))]
                    : [.. live[group].Where((_, rank) => !chosen.Any(c => c.Word == End && c.Rank == rank))];
                if (step < maxWords)
                {
                    taken.AddRange(chosen.Where(c => c.Word != End).Select(c => c.Word));
                }
            }
        }

        List<Hypothesis>[] all = [.. Enumerable.Range(0, groups).Select(group => (List<Hypothesis>)[
            .. finished[group].OrderByDescending(caption => caption.Guide).Select(caption => caption.Caption),
            .. live[group].Select(row => new Hypothesis(row.Words, row.Score, false))])];
        List<Hypothesis> found = [all[0][0]];
        for (int group = 1; group < groups; group++)
        {
            var caption = all[group].Find(one =>
                (one.Finished || !all[0][0].Finished) && !found.Exists(other => other.Words.SequenceEqual(one.Words)));
            if (caption is not null)
            {
                found.Add(caption with { Group = group });
            }
        }

        return [found[0], .. found.Skip(1).OrderByDescending(caption => caption.LogProbability)];
    }

    private static string Text(Hypothesis caption) => $"[{string.Join(' ', caption.Words)}] {caption.LogProbability:f6} {caption.Finished}";
}
