using SkyScribe.Imaging;

namespace SkyScribe.Training.Features;

/// <summary>An encoder as the feature cache sees it: pictures in, numbers out.</summary>
public interface IFeatureExtractor
{
    /// <summary>C, values a region.</summary>
    int Channels { get; }

    /// <summary>R, regions of an image.</summary>
    int Regions { get; }

    /// <summary>Computes the features of some images; an image's features must not depend on the others.</summary>
    /// <param name="images">n pictures of any size</param>
    /// <param name="destination">[n, C, R], row-major, to be filled</param>
    void Extract(IReadOnlyList<RgbImage> images, Span<float> destination);
}
