namespace SkyScribe.Decoding;

/// <summary>Takes the most probable word at each step, the lower id of equals: what a beam of one does, with nothing to rank.</summary>
internal static class GreedySearch
{
    /// <summary>Captions the images of a stepper; one caption an image, in order.</summary>
    /// <param name="stepper">The model's state, before its first step.</param>
    /// <param name="special">The ids of the special words.</param>
    /// <param name="options">Only <see cref="DecodingOptions.MaxWords"/> matters here.</param>
    /// <exception cref="InvalidOperationException">The stepper returned NaN or a log-probability above 0.</exception>
    public static IReadOnlyList<Hypothesis> Search(ICaptionStepper stepper, SpecialWords special, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stepper);
        ArgumentNullException.ThrowIfNull(special);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        special.Validate(stepper.VocabularySize);

        var captions = new Hypothesis[stepper.ImageCount];
        var words = new List<int>[captions.Length];
        double[] scores = new double[captions.Length];
        var live = new List<(int Image, int Row)>();
        for (int image = 0; image < captions.Length; image++)
        {
            words[image] = [];
            live.Add((image, image));
        }

        var batch = new StepperBatch(stepper);
        while (live.Count > 0)
        {
            batch.Clear();
            foreach ((int image, int row) in live)
            {
                batch.Add(row, words[image] is [.., int last] ? last : special.Begin);
            }

            batch.Step();
            var next = new List<(int Image, int Row)>(live.Count);
            for (int row = 0; row < live.Count; row++)
            {
                int image = live[row].Image;
                int word = MostProbable(batch[row], scores[image], special);
                bool finished = word == special.End;
                if (word < 0 || (!finished && words[image].Count == options.MaxWords))
                {
                    captions[image] = new Hypothesis(words[image], scores[image], Finished: false);
                    continue;
                }

                scores[image] += Math.Min(0, batch[row][word]);
                if (finished)
                {
                    captions[image] = new Hypothesis(words[image], scores[image], Finished: true);
                    continue;
                }

                words[image].Add(word);
                next.Add((image, row));
            }

            live = next;
        }

        return captions;
    }

    /// <param name="logProbabilities">Of the next word.</param>
    /// <param name="score">The caption's so far. Totals are compared, as a beam does, since adding may make two words equal.</param>
    /// <param name="special">The words not to choose.</param>
    /// <returns>-1 if no word that may be chosen has a probability above 0.</returns>
    private static int MostProbable(ReadOnlySpan<float> logProbabilities, double score, SpecialWords special)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        for (int word = 0; word < logProbabilities.Length; word++)
        {
            double total = score + Math.Min(0, logProbabilities[word]);
            if (total > most && !special.IsSuppressed(word))
            {
                (best, most) = (word, total);
            }
        }

        return best;
    }
}
