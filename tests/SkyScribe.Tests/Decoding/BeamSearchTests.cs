using CsCheck;
using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class BeamSearchTests
{
    private const int End = 2;
    private static readonly SpecialWords Special = SpecialWords.Default;

    [Fact]
    public void Search_BeamWiderThanAllCaptions_FindsTheMostProbable() =>
        Gen.Select(Gen.Int, Gen.Int[5, 7], Gen.Int[1, 3], Gen.Int[1, 4]).Sample((seed, vocabulary, maxWords, levels) =>
        {
            Func<int, int[], float[]> next = ScriptedStepper.Random(seed, vocabulary, levels);
            var options = new DecodingOptions { BeamSize = 1000, MaxWords = maxWords };
            Hypothesis found = BeamSearch.Search(new ScriptedStepper(vocabulary, 1, next), Special, options)[0][0];
            double best = AllCaptions(next, vocabulary, maxWords, [], 0).Max(caption => caption.Score);
            Assert.True(found.Finished);
            Assert.Equal(best, found.LogProbability, 1e-12);
        });

    [Fact]
    public void Search_AnyModel_EqualsPlainSearchOfOneImage() =>
        Gen.Select(Gen.Int, Gen.Int[5, 9], Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 3], Gen.Float[-1, 4]).Sample(
            (seed, vocabulary, beam, maxWords, levels, endBias) =>
            {
                Func<int, int[], float[]> next = ScriptedStepper.Random(seed, vocabulary, levels == 3 ? int.MaxValue : levels, endBias);
                var options = new DecodingOptions { BeamSize = beam, MaxWords = maxWords, Alternatives = beam / 2 };
                IReadOnlyList<IReadOnlyList<Hypothesis>> found = BeamSearch.Search(new ScriptedStepper(vocabulary, 4, next), Special, options);
                for (int image = 0; image < 4; image++)
                {
                    Equal(PlainSearch(history => next(image, history), beam, maxWords).Take(1 + options.Alternatives), found[image]);
                }
            });

    [Fact]
    public void Search_ImageAloneOrInABatch_GivesTheSame() =>
        Gen.Select(Gen.Int, Gen.Int[1, 4], Gen.Int[0, 5]).Sample((seed, beam, image) =>
        {
            Func<int, int[], float[]> next = ScriptedStepper.Random(seed, 8, endBias: 2);
            var options = new DecodingOptions { BeamSize = beam, MaxWords = 6, Alternatives = beam - 1 };
            IReadOnlyList<Hypothesis> inBatch = BeamSearch.Search(new ScriptedStepper(8, 6, next), Special, options)[image];
            Equal(BeamSearch.Search(new ScriptedStepper(8, 1, (_, history) => next(image, history)), Special, options)[0], inBatch);
        });

    [Fact]
    public void Search_BeamOfOne_EqualsGreedy() =>
        Gen.Select(Gen.Int, Gen.Int[5, 9], Gen.Int[1, 8], Gen.Int[1, 3]).Sample((seed, vocabulary, maxWords, levels) =>
        {
            Func<int, int[], float[]> next = ScriptedStepper.Random(seed, vocabulary, levels == 3 ? int.MaxValue : levels, endBias: 1);
            var options = new DecodingOptions { BeamSize = 1, MaxWords = maxWords };
            Equal(
                GreedySearch.Search(new ScriptedStepper(vocabulary, 5, next), Special, options),
                BeamSearch.Search(new ScriptedStepper(vocabulary, 5, next), Special, options).Select(captions => captions.Single()));
        });

    [Fact]
    public void Search_EqualLogits_PrefersLowerIdsAndEarlierRows()
    {
        // Ids 2 (end), 4 and 5 may be chosen, always with the same probability.
        float[] equal = [.. Enumerable.Repeat(-1f, 6)];
        var options = new DecodingOptions { BeamSize = 3, MaxWords = 3, Alternatives = 2 };
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, _) => equal), Special, options)[0];
        Equal([new([], -1, true), new([4], -2, true), new([4, 4], -3, true)], found);
    }

    [Fact]
    public void Search_MostProbableWordsAreSpecial_NeverChoosesThem()
    {
        float[] special = [-0.1f, -0.1f, -5, -0.1f, -4, -9];
        var options = new DecodingOptions { BeamSize = 3, MaxWords = 2, Alternatives = 2 };
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, _) => special), Special, options)[0];
        Assert.All(found, caption => Assert.All(caption.Words, word => Assert.InRange(word, 4, 5)));
    }

    [Fact]
    public void Search_ModelThatNeverEnds_ReturnsUnfinishedCaptionsOfTheLongestLength()
    {
        float[] endless = [-9, -9, float.NegativeInfinity, -9, -1, -2];
        var options = new DecodingOptions { BeamSize = 2, MaxWords = 3, Alternatives = 1 };
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, _) => endless), Special, options)[0];
        Equal([new([4, 4, 4], -3, false), new([4, 4, 5], -4, false)], found);
    }

    // Words are dismissed by the vector; the one that wins lies in a later vector than the one that fills the list.
    [Fact]
    public void Search_LaterWordBetterByLessThanTheDoubt_IsChosen()
    {
        float[] next = [.. Enumerable.Repeat(-5f, 130)];
        (next[4], next[60]) = (-1, -0.9999f);
        var options = new DecodingOptions { BeamSize = 1, MaxWords = 1 };
        Assert.Equal([60], BeamSearch.Search(new ScriptedStepper(130, 1, (_, _) => next), Special, options)[0][0].Words);
    }

    // A row's vectors are compared in float32 with the list's worst score less the row's: rounded, that may equal the better word.
    [Fact]
    public void Search_LaterRowBetterByLessThanFloat32Shows_IsChosen()
    {
        const float Second = -0.7f, Worst = -1.5f;
        float first = Enumerable.Range(0, 100).Select(i => -0.1f - (i * 0.001f))
            .First(value => (float)((double)value + Worst - Second) > (double)value + Worst - Second);
        float better = (float)((double)first + Worst - Second);
        float[] Next(int[] history)
        {
            float[] next = [.. Enumerable.Repeat(float.NegativeInfinity, 130)];
            switch (history)
            {
                case []:
                    (next[4], next[5]) = (first, Second);
                    break;
                case [4]:
                    (next[4], next[6]) = (-0.2f, Worst);
                    break;
                default:
                    next[60] = better;
                    break;
            }

            return next;
        }

        var options = new DecodingOptions { BeamSize = 2, MaxWords = 2, Alternatives = 1 };
        var found = BeamSearch.Search(new ScriptedStepper(130, 1, (_, history) => Next(history)), Special, options)[0];
        Equal([new([4, 4], first + (double)-0.2f, false), new([5, 60], Second + (double)better, false)], found);
    }

    [Fact]
    public void Search_FinishedAndUnfinished_PutsFinishedFirst()
    {
        // Ending at once costs 2; going on costs 0.1 a word and never ends.
        float[] First(int[] history) => history.Length == 0 ? [-9, -9, -2, -9, -0.1f, -9] : [-9, -9, float.NegativeInfinity, -9, -0.1f, -9];
        var options = new DecodingOptions { BeamSize = 2, MaxWords = 4, Alternatives = 1 };
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, history) => First(history)), Special, options)[0];
        Equal([new([], -2, true), new([4, 4, 4, 4], 4 * (double)-0.1f, false)], found);
    }

    [Fact]
    public void Search_CaptionOfTheLongestLength_MayStillEnd()
    {
        float[] Next(int[] history) => history.Length < 3 ? [-9, -9, -9, -9, -0.5f, -8] : [-9, -9, -0.25f, -9, -8, -8];
        var options = new DecodingOptions { BeamSize = 2, MaxWords = 3 };
        Hypothesis found = BeamSearch.Search(new ScriptedStepper(6, 1, (_, history) => Next(history)), Special, options)[0][0];
        Equal([new([4, 4, 4], -1.75, true)], [found]);
    }

    [Fact]
    public void Search_NothingIsPossible_ReturnsTheEmptyUnfinishedCaption()
    {
        float[] nothing = [0, 0, float.NegativeInfinity, 0, float.NegativeInfinity];
        Equal([new([], 0, false)], BeamSearch.Search(new ScriptedStepper(5, 1, (_, _) => nothing), Special, new DecodingOptions())[0]);
        Equal([new([], 0, false)], GreedySearch.Search(new ScriptedStepper(5, 1, (_, _) => nothing), Special, new DecodingOptions()));
    }

    [Fact]
    public void Search_ImagesThatEnd_LeaveTheBatch()
    {
        // Image 0 ends at once with certainty and is gone from the second step on; image 1, with two rows, after three words.
        float[] Next(int image, int[] history) => history.Length == 3 * image ? [-9, -9, 0, -9, -50, -50] : [-9, -9, -60, -9, -0.01f, -50];
        var stepper = new ScriptedStepper(6, 2, Next);
        BeamSearch.Search(stepper, Special, new DecodingOptions { BeamSize = 2 });
        Assert.Equal([2, 2, 2, 2], stepper.RowsPerStep);
    }

    [Fact]
    public void Search_NoImages_ReturnsNothing() =>
        Assert.Empty(BeamSearch.Search(new ScriptedStepper(5, 0, (_, _) => []), Special, new DecodingOptions()));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(2.5f)]
    public void Search_NotALogProbability_Throws(float bad)
    {
        float[] next = [-1, -1, -1, -1, -1, bad];
        var error = Assert.Throws<InvalidOperationException>(() =>
            BeamSearch.Search(new ScriptedStepper(6, 1, (_, _) => next), Special, new DecodingOptions()));
        Assert.Contains("word 5 in row 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() =>
            GreedySearch.Search(new ScriptedStepper(6, 1, (_, _) => next), Special, new DecodingOptions()));
    }

    [Fact]
    public void Search_SpecialWordOutsideTheVocabulary_Throws() =>
        Assert.Throws<ArgumentException>(() => BeamSearch.Search(new ScriptedStepper(3, 1, (_, _) => []), Special, new DecodingOptions()));

    /// <summary>The same search, written for one image with no regard to speed: everything is listed and sorted, nothing stops early.</summary>
    private static List<Hypothesis> PlainSearch(Func<int[], float[]> next, int width, int maxWords)
    {
        var live = new List<(int[] Words, double Score)> { ([], 0) };
        var finished = new List<Hypothesis>();
        for (int step = 0; step <= maxWords && live.Count > 0; step++)
        {
            var chosen = live
                .SelectMany((row, rank) => next(row.Words).Select((value, word) => (row.Words, Rank: rank, Word: word, Score: row.Score + value)))
                .Where(continuation => continuation.Word is not (0 or 1 or 3))
                .OrderByDescending(continuation => continuation.Score).ThenBy(continuation => continuation.Rank)
                .ThenBy(continuation => continuation.Word)
                .Take(width - finished.Count)
                .ToList();
            finished.AddRange(chosen.Where(c => c.Word == End).Select(c => new Hypothesis(c.Words, c.Score, true)));
            live = step < maxWords
                ? [.. chosen.Where(c => c.Word != End).Select(c => ((int[])[.. c.Words, c.Word], c.Score))]
                : [.. live.Where((_, rank) => !chosen.Any(c => c.Word == End && c.Rank == rank))];
        }

        return [.. finished.OrderByDescending(caption => caption.LogProbability), .. live.Select(row => new Hypothesis(row.Words, row.Score, false))];
    }

    private static IEnumerable<(int[] Words, double Score)> AllCaptions(
        Func<int, int[], float[]> next, int vocabulary, int maxWords, int[] words, double score)
    {
        float[] logProbabilities = next(0, words);
        yield return (words, score + logProbabilities[End]);
        for (int word = 4; word < vocabulary && words.Length < maxWords; word++)
        {
            foreach ((int[] Words, double Score) caption in AllCaptions(next, vocabulary, maxWords, [.. words, word], score + logProbabilities[word]))
            {
                yield return caption;
            }
        }
    }

    private static void Equal(IEnumerable<Hypothesis> expected, IEnumerable<Hypothesis> found) =>
        Assert.Equal(expected.Select(Text), found.Select(Text));

    private static string Text(Hypothesis caption) => $"[{string.Join(' ', caption.Words)}] {caption.LogProbability:R} {caption.Finished}";
}
