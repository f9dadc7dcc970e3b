namespace SkyScribe.Metrics.Scores;

/// <summary>
/// A corpus score that can be computed again for any choice of images: each image has a vector of counts, and the score is a function of
/// their sum. CIDEr and ROUGE-L are means, so their counts are (score, 1); BLEU and METEOR add up matches and lengths first.
/// </summary>
/// <remarks>
/// CIDEr's document frequencies stay those of the whole set. That is what makes two resamples comparable, and what a user asks: how much
/// would the score change with other images of the kind, not with another weighting.
/// </remarks>
public sealed class ResampledScore
{
    private readonly double[] _counts;
    private readonly Func<ReadOnlySpan<double>, double> _score;

    /// <summary>A score of counts.</summary>
    /// <param name="perImage">For each image its counts, all of one length.</param>
    /// <param name="score">The score of summed counts.</param>
    public ResampledScore(IReadOnlyList<IReadOnlyList<double>> perImage, Func<ReadOnlySpan<double>, double> score)
    {
        ArgumentNullException.ThrowIfNull(perImage);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfZero(perImage.Count);
        (Images, Width, _score) = (perImage.Count, perImage[0].Count, score);
        _counts = new double[Images * Width];
        for (int image = 0; image < Images; image++)
        {
            if (perImage[image].Count != Width)
            {
                throw new ArgumentException($"image {image} has {perImage[image].Count} counts, the first has {Width}", nameof(perImage));
            }

            for (int i = 0; i < Width; i++)
            {
                _counts[(image * Width) + i] = perImage[image][i];
            }
        }
    }

    /// <summary>Number of images.</summary>
    public int Images { get; }

    /// <summary>Counts of an image.</summary>
    public int Width { get; }

    /// <summary>The mean of one score an image.</summary>
    public static ResampledScore MeanOf(IReadOnlyList<double> perImage) =>
        new([.. perImage.Select(score => new[] { score, 1 })], sums => sums[0] / sums[1]);

    /// <summary>A score that is made of other scores of the same images.</summary>
    internal static ResampledScore Joined(ResampledScore[] parts, Func<double[], double> score) => new(
        [.. Enumerable.Range(0, parts[0].Images)
        .Select(image => parts.SelectMany(part => new ArraySegment<double>(part._counts, image * part.Width, part.Width)).ToArray())],
        sums =>
        {
            double[] scores = new double[parts.Length];
            int at = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                scores[i] = parts[i].Of(sums.Slice(at, parts[i].Width));
                at += parts[i].Width;
            }

            return score(scores);
        });

    /// <summary>The score of all images.</summary>
    public double Score()
    {
        Span<double> sums = stackalloc double[Width];
        for (int image = 0; image < Images; image++)
        {
            AddTo(sums, image);
        }

        return _score(sums);
    }

    /// <summary>An image's counts, <see cref="Width"/> of them.</summary>
    public ReadOnlySpan<double> CountsOf(int image) => _counts.AsSpan(image * Width, Width);

    /// <summary>Adds an image's counts to sums.</summary>
    internal void AddTo(Span<double> sums, int image)
    {
        ReadOnlySpan<double> counts = CountsOf(image);
        for (int i = 0; i < counts.Length; i++)
        {
            sums[i] += counts[i];
        }
    }

    /// <summary>The score of summed counts.</summary>
    internal double Of(ReadOnlySpan<double> sums) => _score(sums);
}
