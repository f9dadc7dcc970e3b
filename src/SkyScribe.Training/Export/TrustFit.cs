using SkyScribe.Packages;
using static TorchSharp.torch;

namespace SkyScribe.Training.Export;

/// <summary>One captioned val image, for the fit of the confidence.</summary>
/// <param name="Signals">what <see cref="CaptionTrust.SignalsOf"/> gave</param>
/// <param name="IsRight">whether the caption is right in the calibration's sense</param>
internal sealed record TrustSample(double[] Signals, bool IsRight);

/// <summary>How well a confidence keeps its promise, on captions that it was not fitted on (each fifth of val with a fit on the other
/// four).</summary>
/// <param name="Images">images of val</param>
/// <param name="RightShare">share of right captions</param>
/// <param name="CalibrationError">mean over ten equal groups, by confidence, of the distance between mean confidence and share of right
/// captions</param>
/// <param name="Brier">mean squared distance between confidence and truth</param>
/// <param name="BrierOfShare">the same of a confidence that always states the share of right captions</param>
/// <param name="Ranking">probability that a right caption has a higher confidence than a wrong one (area under the ROC curve)</param>
/// <param name="Groups">mean confidence and share of right captions of each group</param>
public sealed record TrustReliability(
    int Images, double RightShare, double CalibrationError, double Brier, double BrierOfShare, double Ranking,
    IReadOnlyList<(double Confidence, double Right)> Groups);

/// <summary>Fits a model's trust calibration: what training images look like, and what the search's numbers say of a caption.</summary>
internal static class TrustFit
{
    private const int Directions = 48, Folds = 5, Groups = 10, Iterations = 30;
    private const double Ridge = 1e-2, LeastVariance = 1e-3;

    /// <summary>Mean, main directions and rest of the training images' descriptors (probabilistic principal component analysis).</summary>
    /// <param name="features">descriptors of training images, at least two [2 C] each</param>
    public static (float[] Mean, float[] Directions, double RestDeviation) Domain(IReadOnlyList<float[]> features)
    {
        using var scope = NewDisposeScope();
        // the other half tells how large the rest is
        int channels = features[0].Length, kept = Math.Min(Directions, Math.Min(channels, features.Count) / 2);
        var x = tensor(features.SelectMany(feature => feature).ToArray(), [features.Count, channels]).to(float64);
        var mean = x.mean([0]);
        var centred = x - mean;
        var (values, vectors) = linalg.eigh(centred.t().mm(centred) / (features.Count - 1));   // ascending
        // with few images, directions that they happen not to differ in
        values = values.clamp_min(Math.Max(LeastVariance * values.mean().item<double>(), 1e-12));
        var largest = values.narrow(0, channels - kept, kept);
        var directions = (vectors.narrow(1, channels - kept, kept) / largest.sqrt()).t().contiguous();
        double rest = values.narrow(0, 0, channels - kept).mean().item<double>();
        return (mean.to(float32).data<float>().ToArray(), directions.to(float32).data<float>().ToArray(), Math.Sqrt(rest));
    }

    /// <summary>Weights of the confidence, by logistic regression (Newton's method, a slight ridge on all but the constant).</summary>
    public static double[] Confidence(IReadOnlyList<TrustSample> samples)
    {
        int signals = samples[0].Signals.Length;
        double[] mean = [.. Enumerable.Range(0, signals).Select(i => samples.Average(sample => sample.Signals[i]))];
        double[] deviation = [.. Enumerable.Range(0, signals)
            .Select(i => Math.Max(Math.Sqrt(samples.Average(sample => Math.Pow(sample.Signals[i] - mean[i], 2))), 1e-9))];
        using var scope = NewDisposeScope();
        var x = tensor(samples.SelectMany(sample => sample.Signals.Select((value, i) => (value - mean[i]) / deviation[i]).Prepend(1)).ToArray(),
            [samples.Count, signals + 1]);
        var y = tensor(samples.Select(sample => sample.IsRight ? 1.0 : 0).ToArray());
        var penalty = eye(signals + 1, dtype: float64) * (Ridge * samples.Count);
        penalty[0, 0] = 0;
        var weights = zeros(signals + 1, float64);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            var p = sigmoid(x.mv(weights));
            var gradient = x.t().mv(p - y) + penalty.mv(weights);
            var curvature = x.t().mm(x * (p * (1 - p)).unsqueeze(1)) + penalty + eye(signals + 1, dtype: float64) * 1e-9;
            weights = weights - linalg.solve(curvature, gradient.unsqueeze(1)).squeeze(1);
        }

        double[] standardized = weights.data<double>().ToArray();
        double[] raw = [standardized[0], .. standardized.Skip(1).Select((weight, i) => weight / deviation[i])];
        raw[0] -= raw.Skip(1).Select((weight, i) => weight * mean[i]).Sum();
        return raw;
    }

    /// <summary>Measures how reliable such a confidence is on captions it was not fitted on.</summary>
    public static TrustReliability Measure(IReadOnlyList<TrustSample> samples)
    {
        var judged = Enumerable.Range(0, Folds).SelectMany(fold =>
        {
            double[] weights = Confidence([.. samples.Where((_, i) => i % Folds != fold)]);
            return samples.Where((_, i) => i % Folds == fold).Select(sample => (Confidence: Logistic(weights, sample.Signals), sample.IsRight));
        }).OrderBy(pair => pair.Confidence).ToArray();
        double share = judged.Count(pair => pair.IsRight) / (double)judged.Length;
        var groups = Enumerable.Range(0, Groups)
            .Select(group => judged[(judged.Length * group / Groups)..(judged.Length * (group + 1) / Groups)])
            .Where(group => group.Length > 0)
            .Select(group => (Confidence: group.Average(pair => pair.Confidence), Right: group.Count(pair => pair.IsRight) / (double)group.Length))
            .ToArray();
        double wrongBefore = 0, ordered = 0;
        foreach (var (_, isRight) in judged)
        {
            ordered += isRight ? wrongBefore : 0;
            wrongBefore += isRight ? 0 : 1;
        }

        double pairs = wrongBefore * (judged.Length - wrongBefore);
        return new TrustReliability(
            judged.Length, share, groups.Average(group => Math.Abs(group.Confidence - group.Right)),
            judged.Average(pair => Math.Pow(pair.Confidence - (pair.IsRight ? 1 : 0), 2)), share * (1 - share), pairs > 0 ? ordered / pairs
            : 1, groups);
    }

    private static double Logistic(double[] weights, double[] signals) =>
        1 / (1 + Math.Exp(-(weights[0] + weights.Skip(1).Zip(signals, (weight, signal) => weight * signal).Sum())));
}
