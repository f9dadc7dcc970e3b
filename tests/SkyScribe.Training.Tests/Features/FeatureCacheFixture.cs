using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Features;

namespace SkyScribe.Training.Tests.Features;

/// <summary>A folder of made-up images and an encoder whose features are known: image b (one byte) gives b + i / 8 at position i.</summary>
internal sealed class FeatureCacheFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-cache-").FullName;

    public FeatureCacheFixture(int images = 0)
    {
        for (int i = 0; i < images; i++)
        {
            Add((byte)(i + 1));
        }
    }

    public static FeatureCacheKey Key { get; } = new("fake", "weights-1", "none", Channels: 3, Regions: 2);

    public string CachePath => Path.Combine(_folder, "test.features");

    public List<string> Images { get; } = [];

    public FakeExtractor Extractor { get; } = new();

    /// <summary>Reports, in order, as they were made.</summary>
    public Reports Progress { get; } = new();

    public void Add(byte content)
    {
        string path = Path.Combine(_folder, $"{Images.Count}.img");
        File.WriteAllBytes(path, [content]);
        Images.Add(path);
    }

    /// <summary>What was said to be damaged.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>A complete file of the images as the version before checks wrote it.</summary>
    public byte[] WriteVersion1()
    {
        var header = new FeatureCacheHeader(Key, Images.Count, Version: 1);
        byte[] bytes = new byte[FeatureCacheHeader.Offset(Images.Count, header.RecordSize)];
        header.ToBytes().CopyTo(bytes, 0);
        bytes.AsSpan(24, 8).Clear();
        for (int i = 0; i < Images.Count; i++)
        {
            var record = bytes.AsSpan((int)FeatureCacheHeader.Offset(i, header.RecordSize));
            byte[] image = File.ReadAllBytes(Images[i]);
            System.Security.Cryptography.SHA256.HashData(image).CopyTo(record);
            Half[] values = [.. Enumerable.Range(0, 6).Select(value => (Half)(image[0] + (value / 8f)))];
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<Half>(values).CopyTo(record[FeatureCacheHeader.HashSize..]);
        }

        return bytes;
    }

    public FeatureCache Open(FeatureCacheKey? key = null) =>
        FeatureCache.OpenOrBuild(
        CachePath, key ?? Key, Images, Extractor, Read, Progress, TestContext.Current.CancellationToken, batchSize: 2, Warnings.Add);

    public FeatureCache OpenUntil(CancellationToken stop) =>
        FeatureCache.OpenOrBuild(CachePath, Key, Images, Extractor, Read, Progress, stop, batchSize: 2);

    public void AssertRight(FeatureCache cache)
    {
        Assert.Equal(Images.Count, cache.Count);
        float[] values = new float[6];
        for (int image = 0; image < Images.Count; image++)
        {
            byte content = File.ReadAllBytes(Images[image])[0];
            cache.CopyTo(image, values);
            Assert.Equal(Enumerable.Range(0, 6).Select(i => content + (i / 8f)), values);
            Assert.Equal(Enumerable.Range(0, 6).Select(i => (Half)(content + (i / 8f))), cache[image].ToArray());
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static RgbImage Read(string path)
    {
        byte content = File.ReadAllBytes(path)[0];
        return content == 0 ? throw new InvalidDataException($"{path}: not an image") : new RgbImage(1, 1, [content, 0, 0]);
    }

    internal sealed class FakeExtractor : IFeatureExtractor
    {
        private readonly List<byte> _seen = [];

        public int Channels => 3;

        public int Regions => 2;

        /// <summary>The images whose features were computed, in order.</summary>
        public IReadOnlyList<byte> Seen => _seen;

        /// <summary>Runs before each batch.</summary>
        public Action? Before { get; set; }

        /// <summary>Turns (image, position) into a value, if other values are wanted.</summary>
        public Func<byte, int, float> Value { get; set; } = (image, i) => image + (i / 8f);

        public void Extract(IReadOnlyList<RgbImage> images, Span<float> destination)
        {
            Before?.Invoke();
            Assert.Equal(images.Count * 6, destination.Length);
            for (int image = 0; image < images.Count; image++)
            {
                byte content = images[image].Pixels[0];
                _seen.Add(content);
                for (int i = 0; i < 6; i++)
                {
                    destination[(image * 6) + i] = Value(content, i);
                }
            }
        }
    }

    internal sealed class Reports : IProgress<WorkProgress>
    {
        private readonly List<WorkProgress> _all = [];

        public Action<WorkProgress>? Then { get; set; }

        public IReadOnlyList<WorkProgress> All => _all;

        public void Report(WorkProgress value)
        {
            _all.Add(value);
            Then?.Invoke(value);
        }
    }
}
