using SkyScribe.Packages;

namespace SkyScribe.Training.Export;

/// <summary>What captions are worth at one ground resolution.</summary>
/// <param name="Scale">size of a pixel on the ground, beside that of the pictures' own pixels</param>
/// <param name="IsEnlarged">whether pictures with such pixels were enlarged to the pictures' own resolution, or shown as they are</param>
/// <param name="Cider">of the captions, against the sentences of the whole pictures</param>
/// <param name="RightShare">share of captions with a CIDEr of at least <see cref="PackageCalibrator.RightFrom"/></param>
/// <param name="Confidence">mean confidence; not a number for a package without</param>
/// <param name="OutOfDomainShare">share of pictures that are called out of domain</param>
internal readonly record struct ScaleResult(
    double Scale, bool IsEnlarged, double Cider, double RightShare, double Confidence, double OutOfDomainShare);

/// <summary>What a package's captions of a data set's val pictures are worth, by ground resolution.</summary>
/// <param name="Dataset">the data set's name</param>
/// <param name="Images">number of pictures</param>
/// <param name="PixelsOfInput">pixels of a picture that become one pixel of the model's input</param>
/// <param name="Results">those shown as they are, then those enlarged; each from fine to coarse</param>
internal sealed record ResolutionReport(string Dataset, int Images, double PixelsOfInput, IReadOnlyList<ScaleResult> Results)
{
    /// <summary>A ground resolution is good where at least this share of the captions that are right at the best one is right.</summary>
    public const double GoodShare = 0.9;

    /// <summary>The range in which the model is good.</summary>
    /// <param name="metres">size of the pictures' own pixels on the ground</param>
    public ResolutionRange Range(double metres)
    {
        double own = metres * PixelsOfInput;
        ScaleResult[] shown = [.. Results.Where(result => !result.IsEnlarged)];
        int best = Array.IndexOf(shown, shown.MaxBy(result => (result.RightShare, result.Cider)));   // by what "good" is measured by
        double least = GoodShare * shown[best].RightShare;
        var enlarged = Results.Where(result => result.IsEnlarged).Prepend(shown[best] with { IsEnlarged = true });
        return new ResolutionRange(
            Rounded(own * shown[best].Scale), Rounded(own * LastGood(shown[..(best + 1)].Reverse(), least)),
            Rounded(own * LastGood(shown[best..], least)), Rounded(own * LastGood(enlarged, least)),
            FormattableString.Invariant(
                $"at least {GoodShare:p0} of the captions that are right at the best ground resolution, {Images} val images of {Dataset} with pixels of {metres} m"));
    }

    // Away from the best scale, to where the share falls below what is good: between two measured scales along a straight line over the logarithm.
    private static double LastGood(IEnumerable<ScaleResult> away, double least)
    {
        ScaleResult? last = null;
        foreach (var result in away)
        {
            if (result.RightShare < least && last is { } good)
            {
                return good.Scale * Math.Pow(result.Scale / good.Scale, (good.RightShare - least) / (good.RightShare - result.RightShare));
            }

            last = result;
        }

        return last!.Value.Scale;
    }

    private static double Rounded(double metres) => double.Parse(metres.ToString("g3", System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.CultureInfo.InvariantCulture);
}
