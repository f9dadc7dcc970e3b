using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using static TorchSharp.torch;

namespace SkyScribe.Benchmarks;

/// <summary>The rate of feature extraction from files, beside the same network run by libtorch on ready tensors, in one run.</summary>
internal static class FeatureRate
{
    private const int BatchImages = 16;

    public static void Print(string name, string weights, string folder, int count)
    {
        string[] files = Directory.GetFiles(folder).Where(ImageFiles.HasImageExtension).Order(StringComparer.Ordinal).Take(count).ToArray();
        using var encoder = ImageEncoder.Create(name);
        encoder.LoadWeights(weights);
        double bare = BareLoop(encoder, files), inMemory = InMemory(encoder, files), unsaved = Unsaved(encoder, files), cached =
            Cached(encoder, files), bareAgain = BareLoop(encoder, files);
        double yardstick = Math.Max(bare, bareAgain);
        Console.WriteLine(
            "| encoder | images | threads | libtorch alone, images/s | pictures in memory | read and decoded | cached in a file | cached / libtorch alone |\n|---|---|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {files.Length} | {get_num_threads()} | {yardstick:f2} | {inMemory:f2} | {unsaved:f2} | {cached:f2} | {cached / yardstick:f2} |"));
    }

    private static double InMemory(ImageEncoder encoder, string[] files)
    {
        var pictures = files.Take(BatchImages).Select(file => ImageReader.Read(file)).ToArray();
        using var extractor = new EncoderFeatureExtractor(encoder);
        float[] features = new float[pictures.Length * extractor.Channels * extractor.Regions];
        extractor.Extract(pictures, features);   // makes the network ready
        var clock = Stopwatch.StartNew();
        for (int done = 0; done < files.Length; done += BatchImages)
        {
            extractor.Extract(pictures, features);
        }

        return (files.Length + BatchImages - 1) / BatchImages * BatchImages / clock.Elapsed.TotalSeconds;
    }

    private static double Unsaved(ImageEncoder encoder, string[] files)
    {
        using var extractor = new EncoderFeatureExtractor(encoder);
        var clock = Stopwatch.StartNew();
        new FeatureExtraction(extractor, file => ImageReader.Read(file), BatchImages)
            .Run(HashedImage.Read(files, CancellationToken.None), (_, _) => { }, CancellationToken.None);
        return files.Length / clock.Elapsed.TotalSeconds;
    }

    /// <summary>The network alone in libtorch, over and over on the same pictures, ready as a tensor.</summary>
    private static double BareLoop(ImageEncoder encoder, string[] files)
    {
        using var guard = no_grad();
        int size = encoder.Preprocessing.Size, values = 3 * size * size;
        float[] pixels = new float[BatchImages * values];
        for (int i = 0; i < BatchImages; i++)
        {
            encoder.Preprocessing.Apply(ImageReader.Read(files[i % files.Length]), pixels.AsSpan(i * values, values));
        }

        using var batch = tensor(pixels, [BatchImages, 3, size, size]);
        encoder.Encode(batch).Dispose();
        var clock = Stopwatch.StartNew();
        for (int done = 0; done < files.Length; done += BatchImages)
        {
            encoder.Encode(batch).Dispose();
        }

        return (files.Length + BatchImages - 1) / BatchImages * BatchImages / clock.Elapsed.TotalSeconds;
    }

    private static double Cached(ImageEncoder encoder, string[] files)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("skyscribe-bench-").FullName, "x.features");
        try
        {
            using var extractor = new EncoderFeatureExtractor(encoder);
            var clock = Stopwatch.StartNew();
            using var cache = FeatureCache.OpenOrBuild(
                path, extractor.Key, files, extractor, file => ImageReader.Read(file), null, CancellationToken.None);
            return files.Length / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
