using System.Diagnostics;
using System.Globalization;
using SkyScribe.Imaging;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model.Encoders;
using SkyScribe.Training.Optimization;
using static TorchSharp.torch;

namespace SkyScribe.Benchmarks;

/// <summary>The rate of feature extraction from files, beside the same network run on ready tensors, in one run.</summary>
internal static class FeatureRate
{
    private const int BatchImages = 16;

    public static void Print(string name, string weights, string folder, int count)
    {
        string[] files = Directory.GetFiles(folder).Where(ImageFiles.HasImageExtension).Order(StringComparer.Ordinal).Take(count).ToArray();
        using var encoder = ImageEncoder.Create(name);
        encoder.LoadWeights(weights);
        double bare = BareLoop(encoder, files.Length), cached = Cached(encoder, files), bareAgain = BareLoop(encoder, files.Length);
        double yardstick = Math.Max(bare, bareAgain);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {files.Length} | {get_num_threads()} | {yardstick:f2} | {cached:f2} | {cached / yardstick:f2} |"));
    }

    private static double BareLoop(ImageEncoder encoder, int count)
    {
        using var guard = no_grad();
        int size = encoder.Preprocessing.Size;
        using var batch = randn(BatchImages, 3, size, size);
        encoder.Encode(batch).Dispose();
        var clock = Stopwatch.StartNew();
        for (int done = 0; done < count; done += BatchImages)
        {
            encoder.Encode(batch).Dispose();
        }

        return (count + BatchImages - 1) / BatchImages * BatchImages / clock.Elapsed.TotalSeconds;
    }

    private static double Cached(ImageEncoder encoder, string[] files)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("skyscribe-bench-").FullName, "x.features");
        try
        {
            var extractor = new EncoderFeatureExtractor(encoder);
            var key = new FeatureCacheKey(encoder.Name, encoder.WeightsHash, encoder.Preprocessing.Key, extractor.Channels, extractor.Regions);
            var clock = Stopwatch.StartNew();
            using var cache = FeatureCache.OpenOrBuild(path, key, files, extractor, file => ImageReader.Read(file), null, CancellationToken.None);
            return files.Length / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
