using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Training.Encoders;

namespace SkyScribe.Training.Features;

/// <summary>The images whose features a run needs, and where they may be kept.</summary>
/// <param name="Images">files of the training images, then of the val images</param>
/// <param name="TrainCount">how many of them are training images</param>
/// <param name="Orientations">the EXIF orientations in which a training image may be asked for, the first of them 1</param>
/// <param name="Trainable">which of the encoder's parameters are trained; empty for none</param>
/// <param name="CachePath">the cache file of an encoder and one EXIF orientation</param>
internal sealed record FeatureRequest(
    IReadOnlyList<string> Images, int TrainCount, IReadOnlyList<int> Orientations, string Trainable,
    Func<ImageEncoder, FeatureCacheKey, int, string> CachePath);

/// <summary>Chooses where the features of a run come from.</summary>
internal static class FeatureSources
{
    /// <summary>Opens the features of a run: cached where the encoder is frozen, computed in every step where it is trained.</summary>
    /// <param name="request">the images</param>
    /// <param name="encoder">its trained parameters are chosen here</param>
    /// <param name="progress">told of each batch</param>
    /// <param name="warn">told of a cache that was damaged and is made again</param>
    /// <param name="cancellation">stops the work; what is done is kept</param>
    /// <exception cref="FeatureCacheException">A cache is of other weights.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public static IFeatureSource Open(
        FeatureRequest request, ImageEncoder encoder, IProgress<WorkProgress>? progress, Action<string>? warn, CancellationToken cancellation)
    {
        string[] train = [.. request.Images.Take(request.TrainCount)];
        if (request.Trainable.Length > 0)
        {
            encoder.Unfreeze(request.Trainable);
            return new LiveFeatureSource(encoder, train, request.Orientations, [.. request.Images.Skip(train.Length)], progress, cancellation);
        }

        using var extractor = new EncoderFeatureExtractor(encoder);
        var key = extractor.Key;
        var caches = new List<FeatureCache>();
        try
        {
            foreach (int orientation in request.Orientations)
            {
                caches.Add(FeatureCache.OpenOrBuild(
                    request.CachePath(encoder, key, orientation),
                    orientation == 1 ? key : key with { PreprocessingKey = $"{key.PreprocessingKey}, orientation {orientation}" },
                    orientation == 1 ? request.Images : train,
                    extractor, image => Upright.Orient(ImageReader.Read(image, null, encoder.Preprocessing.Rendering), orientation), progress,
                    cancellation, warn: warn));
            }
        }
        catch
        {
            caches.ForEach(cache => cache.Dispose());
            throw;
        }

        return new CachedFeatureSource(caches, extractor.Channels, extractor.Regions);
    }
}
