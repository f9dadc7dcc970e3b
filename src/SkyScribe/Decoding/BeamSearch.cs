namespace SkyScribe.Decoding;

/// <summary>Beam search over the captions of several images at once; all live rows of all images go through the model in one step.</summary>
/// <remarks>
/// <para>The beam narrows. At each step an image keeps its best continuations by total log-probability, as many as its beam is still wide; those that
/// end leave and the beam is one narrower for each. An image is done when its beam is closed. This is the convention of the predecessor
/// code, whose scores ours are set beside; keeping the width instead would look at more captions and rank them in the same way. There is no length
/// penalty.</para>
/// <para>Captions have at most <see cref="DecodingOptions.MaxWords"/> words. One that is that long gets one more step in which it may end; if its end
/// is then not among the best continuations it is unfinished. Finished captions come before unfinished ones whatever their scores,
/// and there is always at least one caption.</para>
/// <para>Equal scores are ordered by the rank of the row they continue, then by word id; so the result is the same on every run, and an image's
/// result does not depend on the others in its batch.</para>
/// </remarks>
internal static class BeamSearch
{
    /// <summary>Captions the images of a stepper.</summary>
    /// <param name="stepper">The model's state, before its first step.</param>
    /// <param name="special">The ids of the special words.</param>
    /// <param name="options">Width, length, and how many captions to return.</param>
    /// <returns>For each image one to 1 + <see cref="DecodingOptions.Alternatives"/> captions, best first; then at most one of each
    /// other group (<see cref="DecodingOptions.Count"/>), whose words are not those of the best caption or of another group's.</returns>
    /// <exception cref="InvalidOperationException">The stepper returned NaN or a log-probability above 0.</exception>
    public static IReadOnlyList<IReadOnlyList<Hypothesis>> Search(ICaptionStepper stepper, SpecialWords special, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stepper);
        ArgumentNullException.ThrowIfNull(special);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        special.Validate(stepper.VocabularySize);

        Beam[][] beams = [.. Enumerable.Range(0, stepper.ImageCount).Select(
            image => Enumerable.Range(0, options.Count).Select(_ => new Beam(image, special, options)).ToArray())];
        var taken = new TakenWords(options.Diversity);
        var batch = new StepperBatch(stepper);
        for (int words = 0; words <= options.MaxWords; words++)
        {
            batch.Clear();
            foreach (Beam[] groups in beams)
            {
                foreach (Beam beam in groups)
                {
                    beam.Enqueue(batch);
                }
            }

            if (batch.Count == 0)
            {
                break;
            }

            batch.Step();
            foreach (Beam[] groups in beams)
            {
                taken.Clear();
                foreach (Beam beam in groups)
                {
                    beam.Advance(batch, mayGrow: words < options.MaxWords, taken);
                }
            }
        }

        return [.. beams.Select(groups => Found(groups))];
    }

    private static IReadOnlyList<Hypothesis> Found(Beam[] groups)
    {
        List<Hypothesis> found = [.. groups[0].Best()];
        List<Hypothesis> different = [found[0]];
        for (int group = 1; group < groups.Length; group++)
        {
            if (groups[group].All().FirstOrDefault(one => IsNew(one)) is { } caption)
            {
                different.Add(caption with { Group = group });
            }
        }

        return [.. found, .. different.Skip(1).OrderByDescending(caption => caption.LogProbability)];

        // A caption that was cut off is taken only where the first group's best was cut off too.
        bool IsNew(Hypothesis one) =>
            (one.Finished || !found[0].Finished) && !different.Exists(other => other.Words.SequenceEqual(one.Words));
    }
}
