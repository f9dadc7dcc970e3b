using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Features;

/// <summary>Where the encoder's features of a batch come from (Eq. 1).</summary>
internal interface IFeatureSource : IDisposable
{
    /// <summary>Features of some images.</summary>
    /// <param name="images">their numbers: training images first, then val's</param>
    /// <param name="orientations">for each, the place of its orientation among those that the source was opened with, from 0; val images have
    /// one</param>
    /// <returns>x [B, C, R]; with gradient where the encoder is trained</returns>
    Tensor Batch(ReadOnlySpan<int> images, ReadOnlySpan<int> orientations);
}

/// <summary>Features that a frozen encoder made once.</summary>
/// <param name="caches">one for each orientation</param>
internal sealed class CachedFeatureSource(IReadOnlyList<FeatureCache> caches, int channels, int regions) : IFeatureSource
{
    public Tensor Batch(ReadOnlySpan<int> images, ReadOnlySpan<int> orientations)
    {
        int size = channels * regions;
        float[] values = new float[images.Length * size];
        for (int i = 0; i < images.Length; i++)
        {
            caches[orientations[i]].CopyTo(images[i], values.AsSpan(i * size, size));
        }

        return tensor(values, [images.Length, channels, regions]);
    }

    public void Dispose()
    {
        foreach (var cache in caches)
        {
            cache.Dispose();
        }
    }
}

/// <summary>Features made anew in every step, because the encoder is trained.</summary>
internal sealed class LiveFeatureSource : IFeatureSource
{
    private readonly ImageEncoder _encoder;
    private readonly EncoderInputs _train, _validation;
    private readonly int _trainCount;

    /// <param name="encoder">its trained parameters are chosen already</param>
    /// <param name="train">files of the training images</param>
    /// <param name="orientations">the EXIF orientations in which a training image may be asked for, the first of them 1</param>
    /// <param name="validation">files of the val images</param>
    /// <param name="mostBytes">most memory for what the frozen stages give of either; null leaves it to <see cref="EncoderInputs"/></param>
    public LiveFeatureSource(
        ImageEncoder encoder, IReadOnlyList<string> train, IReadOnlyList<int> orientations, IReadOnlyList<string> validation,
        IProgress<WorkProgress>? progress, CancellationToken cancellation,
        long? mostBytes = null)
    {
        (_encoder, _trainCount) = (encoder, train.Count);
        _train = new EncoderInputs(encoder, train, orientations, progress, cancellation, mostBytes);
        try
        {
            _validation = new EncoderInputs(encoder, validation, [1], progress, cancellation, mostBytes);
        }
        catch
        {
            _train.Dispose();
            throw;
        }
    }

    /// <summary>Whether only the trained stages run in a step.</summary>
    public bool KeepsFrozen => _train.KeepsFrozen;

    public Tensor Batch(ReadOnlySpan<int> images, ReadOnlySpan<int> orientations)
    {
        using var scope = NewDisposeScope();
        var inputs = images[0] < _trainCount
            ? _train.Batch(images, orientations)
            : _validation.Batch(Array.ConvertAll(images.ToArray(), image => image - _trainCount), orientations);
        return _encoder.EncodeRest(inputs).flatten(2).MoveToOuterDisposeScope();                    // [B, C, R]
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
        return tensor(PixelValues(encoder, images), [images.Count, 3, size, size]);
    }

    /// <summary>The same as plain values.</summary>
    public static float[] PixelValues(ImageEncoder encoder, IReadOnlyList<RgbImage> images)
    {
        int size = encoder.Preprocessing.Size, values = 3 * size * size;
        float[] pixels = new float[images.Count * values];

        // The network waits for this, so all processors do it.
        Parallel.For(0, images.Count, i => encoder.Preprocessing.Apply(images[i], pixels.AsSpan(i * values, values)));
        return pixels;
    }

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
    }
}

/// <summary>Feeds the feature cache from a frozen encoder.</summary>
internal sealed class EncoderFeatureExtractor(ImageEncoder encoder) : IFeatureExtractor, IDisposable
{
    private FrozenEncoder? _frozen;   // made when the first picture comes: a complete cache asks for none

    public int Channels => encoder.Channels;

    public int Regions => encoder.GridRows * encoder.GridColumns;

    /// <summary>What its features depend on beside the image.</summary>
    public FeatureCacheKey Key => new(FrozenEncoder.CacheName(encoder), encoder.WeightsHash, encoder.Preprocessing.Key, Channels, Regions);

    public void Extract(IReadOnlyList<RgbImage> images, Span<float> destination)
    {
        _frozen ??= new FrozenEncoder(encoder);
        using var features = _frozen.Run(images);          // [B, C, H, W]  Eq. 1
        features.CopyValues(destination);
    }

    public void Dispose() => _frozen?.Dispose();
}
