using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

/// <summary>
/// A model whose next-word log-probabilities are a function of (image, words so far). Keeps each row's history through the parents that a search
/// names, and fails on a row that continues nothing.
/// </summary>
internal sealed class ScriptedStepper(int vocabulary, int images, Func<int, int[], float[]> next, int begin = 1) : ICaptionStepper
{
    private List<(int Image, int[] Words)> _rows = [.. Enumerable.Range(0, images).Select(image => (image, Array.Empty<int>()))];
    private bool _started;

    public int VocabularySize => vocabulary;

    public int ImageCount => images;

    /// <summary>Rows of each step so far.</summary>
    public List<int> RowsPerStep { get; } = [];

    public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
    {
        Assert.Equal(parents.Length, words.Length);
        Assert.Equal(parents.Length * vocabulary, logProbabilities.Length);
        var rows = new List<(int Image, int[] Words)>();
        for (int row = 0; row < parents.Length; row++)
        {
            (int image, int[] history) = _rows[parents[row]];
            if (_started)
            {
                history = [.. history, words[row]];
            }
            else
            {
                Assert.Equal(begin, words[row]);
            }

            rows.Add((image, history));
            next(image, history).CopyTo(logProbabilities[(row * vocabulary)..]);
        }

        _started = true;
        _rows = rows;
        RowsPerStep.Add(rows.Count);
    }

    /// <summary>
    /// Log-probabilities drawn from a seed and the history. Few levels: many exact ties. Every image name makes another model, so an image can
    /// be asked for alone or in a batch.
    /// </summary>
    public static Func<int, int[], float[]> Random(int seed, int vocabulary, int levels = int.MaxValue, float endBias = 0) => (image, history) =>
    {
        uint hash = 2166136261u ^ (uint)seed;
        foreach (int value in (int[])[image, .. history])
        {
            hash = (hash ^ (uint)(value + 1)) * 16777619u;
        }

        var random = new Random((int)(hash & int.MaxValue));
        double[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => levels == int.MaxValue ? 6 * random.NextDouble() : random.Next(levels))];
        logits[SpecialWords.Default.End] += endBias;
        double logSum = Math.Log(logits.Sum(Math.Exp));
        return [.. logits.Select(logit => (float)(logit - logSum))];
    };
}
