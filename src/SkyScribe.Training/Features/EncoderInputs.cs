using System.Diagnostics;
using System.Runtime.ExceptionServices;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Features;

/// <summary>What the trained part of an encoder reads, kept in memory for all epochs: what its frozen stages gave, in half precision; or, where
/// nothing is frozen or that would take too much memory, the resized pictures, which then go through the frozen stages each time.</summary>
internal sealed class EncoderInputs : IDisposable
{
    private const int ReadBatch = 16;

    private readonly ImageEncoder _encoder;
    private readonly IReadOnlyList<int> _orientations;
    private readonly RgbImage[] _pictures = [];
    private readonly Tensor? _frozen;

    /// <param name="encoder">its trained parameters are chosen already</param>
    /// <param name="paths">the images; each is read and resized once</param>
    /// <param name="orientations">the EXIF orientations in which each image is kept</param>
    /// <param name="mostBytes">most memory for what the frozen stages give; by default half of what this process may use</param>
    public EncoderInputs(
        ImageEncoder encoder, IReadOnlyList<string> paths, IReadOnlyList<int> orientations, IProgress<WorkProgress>? progress,
        CancellationToken cancellation,
        long? mostBytes = null)
    {
        (_encoder, _orientations) = (encoder, orientations);
        bool keepsPictures = encoder.FrozenStages == 0
            || FrozenBytes(encoder, paths.Count * (long)orientations.Count) > (mostBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        KeepsFrozen = !keepsPictures;
        if (keepsPictures)
        {
            _pictures = new RgbImage[paths.Count];
        }

        var clock = Stopwatch.StartNew();
        FrozenEncoder? frozen = null;
        try
        {
            int done = 0;
            foreach (string[] batch in paths.Chunk(ReadBatch))
            {
                cancellation.ThrowIfCancellationRequested();
                var read = new RgbImage[batch.Length];
                Parallel.For(0, batch.Length, i => read[i] = ImageReader.ReadResized(batch[i], encoder.Preprocessing));
                if (keepsPictures)
                {
                    read.CopyTo(_pictures, done);
                }
                else
                {
                    using var scope = NewDisposeScope();
                    var oriented = read.SelectMany(picture => orientations.Select(orientation => Upright.Orient(picture, orientation))).ToArray();
                    frozen ??= new FrozenEncoder(encoder);
                    var part = frozen.Run(oriented);
                    _frozen ??= empty([paths.Count * (long)orientations.Count, .. part.shape[1..]], float16).DetachFromDisposeScope();
                    _frozen.narrow(0, done * (long)orientations.Count, oriented.Length).copy_(part);
                }

                done += batch.Length;
                progress?.Report(new WorkProgress("images", done, paths.Count, 0, clock.Elapsed));
            }
        }
        catch (Exception problem)
        {
            _frozen?.Dispose();
            ExceptionDispatchInfo.Throw((problem as AggregateException)?.InnerException ?? problem);   // the image's own error
        }
        finally
        {
            frozen?.Dispose();
        }
    }

    /// <summary>Whether what the frozen stages gave is kept, and need not be computed in every step.</summary>
    public bool KeepsFrozen { get; }

    /// <summary>The inputs of some images.</summary>
    /// <param name="images">their numbers</param>
    /// <param name="orientations">for each, the place of its orientation in the constructor's list, from 0</param>
    /// <returns>what <see cref="ImageEncoder.EncodeRest"/> takes, in float32</returns>
    public Tensor Batch(ReadOnlySpan<int> images, ReadOnlySpan<int> orientations)
    {
        if (_frozen is null)
        {
            var pictures = new RgbImage[images.Length];
            for (int i = 0; i < images.Length; i++)
            {
                pictures[i] = Upright.Orient(_pictures[images[i]], _orientations[orientations[i]]);
            }

            using var pixels = LiveFeatureSource.Pixels(_encoder, pictures);
            return _encoder.EncodeFrozen(pixels);
        }

        using var scope = NewDisposeScope();
        long[] rows = new long[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            rows[i] = images[i] * (long)_orientations.Count + orientations[i];
        }

        return _frozen.index_select(0, tensor(rows)).to(float32).MoveToOuterDisposeScope();
    }

    public void Dispose() => _frozen?.Dispose();

    // Of what the frozen stages give for so many pictures, in half precision.
    private static long FrozenBytes(ImageEncoder encoder, long pictures)
    {
        using var scope = NewDisposeScope();
        int size = encoder.Preprocessing.Size;
        return checked(encoder.EncodeFrozen(zeros(1, 3, size, size)).numel() * 2 * pictures);
    }
}
