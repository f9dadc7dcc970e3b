using System.Collections.Concurrent;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Training.Features;

/// <summary>
/// Runs an extractor over image files. One background thread reads and decodes into a bounded queue while the extractor works, so the network
/// waits for the first image only.
/// </summary>
internal sealed class FeatureExtraction(IFeatureExtractor extractor, Func<string, RgbImage> readImage, int batchSize)
{
    private readonly int _values = extractor.Channels * extractor.Regions;

    /// <summary>Called with the images of each batch and their features, [n, C, R].</summary>
    public delegate void Sink(IReadOnlyList<HashedImage> images, ReadOnlySpan<float> features);

    /// <summary>Extracts the features of all images, in order.</summary>
    /// <remarks>After an error or a cancellation, no further batch reaches the sink; if an image cannot be read, those before it do.</remarks>
    public void Run(IReadOnlyList<HashedImage> images, Sink sink, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var queue = new BlockingCollection<(HashedImage Source, RgbImage Picture)>(batchSize);
        Task reading = Task.Factory.StartNew(
            () => Read(images, queue, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Consume(queue, sink, ct);
            reading.GetAwaiter().GetResult();
        }
        finally
        {
            // The reader may be waiting for room in the queue, which must outlive it.
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
    }

    private void Consume(BlockingCollection<(HashedImage Source, RgbImage Picture)> queue, Sink sink, CancellationToken ct)
    {
        var sources = new List<HashedImage>(batchSize);
        var pictures = new List<RgbImage>(batchSize);
        float[] features = [];
        foreach ((HashedImage source, RgbImage picture) in queue.GetConsumingEnumerable(ct))
        {
            sources.Add(source);
            pictures.Add(picture);
            if (pictures.Count == batchSize)
            {
                Flush();
            }
        }

        if (pictures.Count > 0)
        {
            Flush();
        }

        void Flush()
        {
            ct.ThrowIfCancellationRequested();
            int size = checked(pictures.Count * _values);
            if (features.Length < size)
            {
                features = new float[size];
            }

            extractor.Extract(pictures, features.AsSpan(0, size));
            sink(sources, features.AsSpan(0, size));
            sources.Clear();
            pictures.Clear();
        }
    }

    private void Read(IReadOnlyList<HashedImage> images, BlockingCollection<(HashedImage Source, RgbImage Picture)> queue, CancellationToken ct)
    {
        try
        {
            foreach (HashedImage image in images)
            {
                ct.ThrowIfCancellationRequested();
                RgbImage picture = readImage(image.Path);
                if (Sha256.OfFile(image.Path) != image.Hash)
                {
                    throw new IOException($"{image.Path} changed while it was read; run again once nothing writes to it");
                }

                queue.Add((image, picture), ct);
            }
        }
        finally
        {
            queue.CompleteAdding();
        }
    }
}
