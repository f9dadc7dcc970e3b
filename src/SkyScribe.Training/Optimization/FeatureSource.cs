using SkyScribe.Imaging;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Encoders;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>Where the encoder's features of a batch come from (Eq. 1).</summary>
internal interface IFeatureSource : IDisposable
{
    /// <summary>Features of some images, by their numbers.</summary>
    /// <returns>x [B, C, R]; with gradient where the encoder is trained</returns>
    Tensor Batch(ReadOnlySpan<int> images);
}

/// <summary>Features that a frozen encoder made once.</summary>
internal sealed class CachedFeatureSource(FeatureCache cache, int channels, int regions) : IFeatureSource
{
    public Tensor Batch(ReadOnlySpan<int> images)
    {
        int size = channels * regions;
        float[] values = new float[images.Length * size];
        for (int i = 0; i < images.Length; i++)
        {
            cache.CopyTo(images[i], values.AsSpan(i * size, size));
        }

        return tensor(values, [images.Length, channels, regions]);
    }

    public void Dispose() => cache.Dispose();
}

/// <summary>Features made anew in every step, because the encoder is trained. The resized images stay in memory, 8 bits a channel.</summary>
internal sealed class LiveFeatureSource : IFeatureSource
{
    private readonly ImageEncoder _encoder;
    private readonly RgbImage[] _images;

    /// <param name="paths">the images; each is read and resized once</param>
    public LiveFeatureSource(ImageEncoder encoder, IReadOnlyList<string> paths, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        _encoder = encoder;
        _images = new RgbImage[paths.Count];
        int size = encoder.Preprocessing.Size;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; i < paths.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _images[i] = Resampler.Resize(ImageReader.Read(paths[i]), size, size, encoder.Preprocessing.Filter);
            progress?.Report(new WorkProgress("images", i + 1, paths.Count, 0, clock.Elapsed));
        }
    }

    public Tensor Batch(ReadOnlySpan<int> images)
    {
        var batch = new RgbImage[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            batch[i] = _images[images[i]];
        }

        return Encode(_encoder, batch);
    }

    /// <summary>Pictures to features, the one way training and captioning share.</summary>
    /// <returns>x [B, C, R]</returns>
    public static Tensor Encode(ImageEncoder encoder, IReadOnlyList<RgbImage> images)
    {
        using var scope = NewDisposeScope();
        var grid = encoder.Encode(Pixels(encoder, images));                                // [B, C, H, W]  Eq. 1
        return grid.flatten(2).MoveToOuterDisposeScope();                                  // [B, C, R]
    }

    /// <summary>Pictures as the encoder's input [B, 3, S, S].</summary>
    public static Tensor Pixels(ImageEncoder encoder, IReadOnlyList<RgbImage> images)
    {
        int size = encoder.Preprocessing.Size;
        int values = 3 * size * size;
        float[] pixels = new float[images.Count * values];

        // The network waits for this, so all processors do it.
        Parallel.For(0, images.Count, i => encoder.Preprocessing.Apply(images[i], pixels.AsSpan(i * values, values)));
        return tensor(pixels, [images.Count, 3, size, size]);
    }

    public void Dispose()
    {
    }
}

/// <summary>Feeds the feature cache from an encoder.</summary>
internal sealed class EncoderFeatureExtractor(ImageEncoder encoder) : IFeatureExtractor
{
    public int Channels => encoder.Channels;

    public int Regions => encoder.GridRows * encoder.GridColumns;

    public void Extract(IReadOnlyList<RgbImage> images, Span<float> destination)
    {
        using var guard = no_grad();
        using var features = LiveFeatureSource.Encode(encoder, images);
        features.CopyValues(destination);
    }
}
