using System.Numerics.Tensors;

namespace SkyScribe.Packages;

/// <summary>Says how far a caption can be trusted: a calibrated confidence, and whether the image is like those the model was trained on.</summary>
/// <remarks>The distance is Mahalanobis' in the directions in which the training images' descriptors differ most, with one common variance for all
/// that is left (probabilistic principal component analysis). The confidence is a logistic function of the search's own numbers and that distance,
/// fitted on val.</remarks>
internal sealed class CaptionTrust
{
    /// <summary>How many signals the confidence is made of: mean log-probability of a word, log-probability of the caption, its lead over the second
    /// caption, distance.</summary>
    public const int Signals = 4;

    private readonly TrustCalibration _calibration;
    private readonly float[] _mean, _directions;

    /// <summary>Takes a calibration.</summary>
    /// <param name="calibration">weights and limits</param>
    /// <param name="mean">mean of the training images' descriptors [2 C]</param>
    /// <param name="directions">directions in which training images differ most, each divided by the standard deviation along it, row-major
    /// [directions, 2 C]</param>
    public CaptionTrust(TrustCalibration calibration, float[] mean, float[] directions) =>
        (_calibration, _mean, _directions) = (calibration, mean, directions);

    /// <summary>Whether a distance is beyond the limit.</summary>
    public bool IsOutOfDomain(double distance) => distance > _calibration.DistanceLimit;

    /// <summary>How far an image's descriptor is from the training images', in standard deviations, root mean square over its values.</summary>
    /// <param name="features">x, row-major [C, R]</param>
    public double Distance(ReadOnlySpan<float> features)
    {
        return Distance(Descriptor(features, _mean.Length / 2), _mean, _directions, _calibration.RestDeviation);
    }

    /// <summary>The probability that a caption is right in the calibration's sense.</summary>
    /// <param name="signals">[<see cref="Signals"/>]</param>
    public double Confidence(ReadOnlySpan<double> signals)
    {
        double logit = _calibration.ConfidenceWeights[0];
        for (int i = 0; i < Signals; i++)
        {
            logit += _calibration.ConfidenceWeights[i + 1] * signals[i];
        }

        return 1 / (1 + Math.Exp(-logit));
    }

    /// <summary>The signals of a caption.</summary>
    public static double[] SignalsOf(Caption caption, double distance)
    {
        ArgumentNullException.ThrowIfNull(caption);
        int words = caption.Text.Length == 0 ? 0 : caption.Text.Count(letter => letter == ' ') + 1;
        double lead = caption.Alternatives.Count == 0 ? 0 : Math.Min(caption.LogProbability - caption.Alternatives[0].LogProbability, 5);
        return [caption.LogProbability / (words + 1), caption.LogProbability, lead, Math.Min(distance, 10)];
    }

    /// <summary>What is compared of an image [2 C]: mean and standard deviation over the regions of each channel, of a common root mean square of 1.
    /// Pages, noise and blank tiles excite the network little, which puts their means amid those of all scenes: their direction, and how evenly it is
    /// spread over the picture, tell them apart.</summary>
    /// <param name="features">x, row-major [C, R]</param>
    internal static float[] Descriptor(ReadOnlySpan<float> features, int channels)
    {
        int regions = features.Length / channels;
        float[] descriptor = new float[2 * channels];
        for (int channel = 0; channel < channels; channel++)
        {
            var (sum, squares) = Sums(features.Slice(channel * regions, regions));
            double mean = sum / regions;
            descriptor[channel] = (float)mean;
            descriptor[channels + channel] = (float)Math.Sqrt(Math.Max(squares / regions - mean * mean, 0));
        }

        double norm = Math.Sqrt(Sums(descriptor).Squares / descriptor.Length);
        TensorPrimitives.Divide(descriptor, (float)Math.Max(norm, 1e-12), descriptor);
        return descriptor;
    }

    // One by one: a vectorized sum begins at the first aligned address, so its last digits depend on where in memory the values lie.
    private static (double Sum, double Squares) Sums(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        return (sum, squares);
    }

    /// <summary>The distance of a descriptor.</summary>
    /// <param name="directions">[directions, 2 C], each divided by the standard deviation along it</param>
    internal static double Distance(ReadOnlySpan<float> descriptor, ReadOnlySpan<float> mean, ReadOnlySpan<float> directions, double restDeviation)
    {
        int values = mean.Length;
        float[] centred = new float[values];
        double rest = 0, along = 0;
        for (int i = 0; i < values; i++)
        {
            centred[i] = descriptor[i] - mean[i];
            rest += (double)centred[i] * centred[i];
        }

        for (int start = 0; start < directions.Length; start += values)
        {
            double product = 0, length = 0;
            for (int i = 0; i < values; i++)
            {
                product += (double)directions[start + i] * centred[i];
                length += (double)directions[start + i] * directions[start + i];
            }

            along += product * product;
            rest -= product * product / length;   // the direction's own share
        }

        return Math.Sqrt((along + Math.Max(rest, 0) / (restDeviation * restDeviation)) / values);
    }
}
