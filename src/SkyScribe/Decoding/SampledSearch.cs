namespace SkyScribe.Decoding;

/// <summary>Draws captions word by word from the model's own distribution, without the suppressed words.</summary>
internal static class SampledSearch
{
    /// <summary>Draws captions of each image of a stepper.</summary>
    /// <param name="stepper">The model's state, before its first step.</param>
    /// <param name="special">The ids of the special words.</param>
    /// <param name="samples">Captions an image, at least 1.</param>
    /// <param name="maxWords">Most words of a caption, at least 1; one that would continue after them is returned unfinished.</param>
    /// <param name="random">Gives numbers from 0 to below 1, evenly spread.</param>
    /// <returns>The captions of the first image, then those of the second, and so on.</returns>
    /// <exception cref="InvalidOperationException">The stepper returned NaN or a log-probability above 0, or no word has a probability above
    /// 0.</exception>
    public static IReadOnlyList<Hypothesis> Search(ICaptionStepper stepper, SpecialWords special, int samples, int maxWords, Func<double> random)
    {
        ArgumentNullException.ThrowIfNull(stepper);
        ArgumentNullException.ThrowIfNull(special);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWords, 1);
        special.Validate(stepper.VocabularySize);

        var captions = new Hypothesis[checked(stepper.ImageCount * samples)];
        var words = captions.Select(_ => new List<int>()).ToArray();
        double[] scores = new double[captions.Length];
        var live = Enumerable.Range(0, captions.Length).Select(caption => (Caption: caption, Row: caption / samples)).ToList();
        var batch = new StepperBatch(stepper);
        while (live.Count > 0)
        {
            batch.Clear();
            foreach (var (caption, row) in live)
            {
                batch.Add(row, words[caption] is [.., int last] ? last : special.Begin);
            }

            batch.Step();
            var next = new List<(int Caption, int Row)>(live.Count);
            for (int row = 0; row < live.Count; row++)
            {
                int caption = live[row].Caption;
                int word = Draw(batch[row], special, random());
                if (word != special.End && words[caption].Count == maxWords)
                {
                    captions[caption] = new Hypothesis(words[caption], scores[caption], Finished: false);
                    continue;
                }

                scores[caption] += Math.Min(0, batch[row][word]);
                if (word == special.End)
                {
                    captions[caption] = new Hypothesis(words[caption], scores[caption], Finished: true);
                    continue;
                }

                words[caption].Add(word);
                next.Add((caption, row));
            }

            live = next;
        }

        return captions;
    }

    // The first word at which the probabilities' running sum exceeds the drawn share of their whole sum.
    private static int Draw(ReadOnlySpan<float> logProbabilities, SpecialWords special, double share)
    {
        double sum = 0;
        for (int word = 0; word < logProbabilities.Length; word++)
        {
            sum += special.IsSuppressed(word) ? 0 : Math.Exp(logProbabilities[word]);
        }

        double left = share * sum;
        int last = -1;
        for (int word = 0; word < logProbabilities.Length; word++)
        {
            double probability = special.IsSuppressed(word) ? 0 : Math.Exp(logProbabilities[word]);
            if (probability > 0)
            {
                last = word;
                left -= probability;
                if (left < 0)
                {
                    return word;
                }
            }
        }

        return last >= 0 ? last : throw new InvalidOperationException("no word that may be chosen has a probability above 0");
    }
}
