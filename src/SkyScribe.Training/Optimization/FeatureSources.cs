using SkyScribe.Imaging;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model.Encoders;

namespace SkyScribe.Training.Optimization;

/// <summary>Chooses where the features of a run come from.</summary>
internal static class FeatureSources
{
    /// <summary>Opens the features of a run: cached where the encoder is frozen, made in every step where it is trained.</summary>
    /// <exception cref="FeatureCacheException">A cache is damaged, or of other weights.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public static IFeatureSource Open(
        TrainingRun run, TrainingData data, ImageEncoder encoder, TrainingAnnouncer announce, CancellationToken cancellation)
    {
        int orientations = run.Options.Data.Orientations;
        string[] train = [.. data.ImagePaths.Take(data.Train.Count)];
        if (run.Options.TrainsEncoder)
        {
            encoder.Unfreeze(run.Options.Encoder.Trainable);
            var live = new LiveFeatureSource(encoder, train, orientations, [.. data.ImagePaths.Skip(train.Length)], announce.Stage, cancellation);
            announce.Message(live.KeepsFrozen ? "only the encoder's trained stages run in each step" : "the whole encoder runs in each step");
            return live;
        }

        using var extractor = new EncoderFeatureExtractor(encoder);
        Directory.CreateDirectory(run.CacheFolder);
        var key = extractor.Key;
        var caches = new List<FeatureCache>();
        try
        {
            for (int orientation = 1; orientation <= orientations; orientation++)
            {
                int turn = orientation;
                caches.Add(FeatureCache.OpenOrBuild(
                    data.CachePath(run.CacheFolder, key.EncoderName, encoder.WeightsHash, turn),
                    turn == 1 ? key : key with { PreprocessingKey = $"{key.PreprocessingKey}, orientation {turn}" },
                    turn == 1 ? data.ImagePaths : train,
                    extractor, image => Upright.Turn(ImageReader.Read(image), turn), announce.Stage, cancellation));
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
