using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Training.Features;

/// <summary>
/// The features of a data set's images under one encoder, computed once and kept in one memory-mapped file of fp16 values (Eq. 1 with a frozen
/// encoder).
/// </summary>
/// <remarks>
/// <para>Images are known by the hash of their file's content, which is computed anew at each opening: an image whose file changed gets new features,
/// and equal files share theirs. A cache made by other weights or another preprocessing is refused. Every record has a check, compared when the cache
/// is opened: features of a record that was damaged are computed again, and so is the whole cache where its first page was. Records of images that
/// are no longer asked for stay in the file.</para>
/// <para>A run that is stopped, or killed, leaves a valid cache of what it finished. Two processes may open one cache; the second waits
/// while the first computes, then computes what is still missing.</para>
/// <para>Reading is safe from several threads, but not while the cache is being disposed of.</para>
/// </remarks>
public sealed unsafe class FeatureCache : IDisposable
{
    // Losing this much work to a power cut or a kill is bearable. Flushing every 2 s cost 12 % of EfficientNet-Lite2's rate.
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(10);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long[] _offsets;
    private readonly int _values;
    private byte* _pointer;

    internal FeatureCache(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* pointer, long[] offsets, int values)
    {
        (_file, _view, _offsets, _values) = (file, view, offsets, values);
        _pointer = pointer;
    }

    /// <summary>Number of images, as given to <see cref="OpenOrBuild"/>.</summary>
    public int Count => _offsets.Length;

    /// <summary>An image's features, [C, R]; not to be used after the cache is disposed of.</summary>
    /// <param name="index">The image's index in the list of paths that the cache was opened with.</param>
    public ReadOnlySpan<Half> this[int index]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == null, this);
            return new ReadOnlySpan<Half>(_pointer + _offsets[index], _values);
        }
    }

    /// <summary>Opens a cache and computes what it lacks; makes the file if there is none.</summary>
    /// <param name="path">The cache file. Its folder must exist; a file with ".lock" appended to the name stays beside it.</param>
    /// <param name="key">What the features depend on beside the images.</param>
    /// <param name="imagePaths">The images, in the order of the cache's indices.</param>
    /// <param name="extractor">The encoder; not called if all features are there.</param>
    /// <param name="readImage">Decodes an image file; called from a background thread.</param>
    /// <param name="progress">Told of each batch, in distinct images, and of waiting for another process.</param>
    /// <param name="ct">Stops the work; what is done is kept.</param>
    /// <param name="batchSize">Images given to the extractor at once.</param>
    /// <param name="warn">Told in a sentence what was damaged and is made again.</param>
    /// <exception cref="FeatureCacheException">The file is damaged, made under another key, or does not fit on the disk.</exception>
    public static FeatureCache OpenOrBuild(
        string path,
        FeatureCacheKey key,
        IReadOnlyList<string> imagePaths,
        IFeatureExtractor extractor,
        Func<string, RgbImage> readImage,
        IProgress<WorkProgress>? progress,
        CancellationToken ct,
        int batchSize = 16,
        Action<string>? warn = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(imagePaths);
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(readImage);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        key.Validate();
        if ((extractor.Channels, extractor.Regions) != (key.Channels, key.Regions))
        {
            throw new ArgumentException(
                $"the extractor gives {extractor.Channels} x {extractor.Regions} values, the key says {key.Channels} x {key.Regions}");
        }

        HashedImage[] images = HashedImage.Read(imagePaths, ct);
        FeatureCacheException? damage = null;
        try
        {
            if (TryOpen(path, key, images) is { } complete)
            {
                return complete;
            }
        }
        catch (FeatureCacheException problem) when (problem.IsDamage)
        {
            damage = problem;
        }

        using (FeatureCacheLock.Acquire(path, images.Length, progress, ct))
        {
            if (damage is not null)
            {
                RemoveDamaged(path, key, warn);
            }

            Complete(path, key, images, warn, new FeatureExtraction(extractor, readImage, batchSize), progress, ct);
        }

        return TryOpen(path, key, images)
            ?? throw new FeatureCacheException(path, "records", "fewer than were written", "a file that nobody else changes");
    }

    /// <summary>Copies an image's features as single precision.</summary>
    /// <param name="index">The image's index.</param>
    /// <param name="destination">[C, R]</param>
    public void CopyTo(int index, Span<float> destination) => TensorPrimitives.ConvertToSingle(this[index], destination);

    /// <summary>Unmaps the file; spans of it become invalid.</summary>
    public void Dispose()
    {
        if (_pointer != null)
        {
            _pointer = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    /// <summary>Deletes a cache whose first page is damaged, unless another process has made it again by now. The caller holds the lock.</summary>
    private static void RemoveDamaged(string path, FeatureCacheKey key, Action<string>? warn)
    {
        try
        {
            FeatureCacheMapping.Open(path, key).Dispose();
        }
        catch (FileNotFoundException)
        {
        }
        catch (FeatureCacheException problem) when (problem.IsDamage)
        {
            warn?.Invoke($"{path}: the feature cache was damaged ({problem.Field}) and is made again");
            File.Delete(path);
        }
    }

    private static void Complete(
        string path, FeatureCacheKey key, HashedImage[] images, Action<string>? warn, FeatureExtraction extraction, IProgress<WorkProgress>? progress,
        CancellationToken ct)
    {
        // Another process may have filled it while this one waited for the lock.
        HashedImage[] distinct = [.. images.DistinctBy(image => image.Hash)];
        HashSet<string> known = File.Exists(path) ? KnownHashes(path, key, distinct, warn) : [];
        HashedImage[] missing = [.. distinct.Where(image => !known.Contains(image.Hash))];
        if (missing.Length == 0)
        {
            return;
        }

        using FeatureCacheWriter writer = FeatureCacheWriter.Open(path, key, missing.Length);
        Half[] values = new Half[key.Values];
        var clock = Stopwatch.StartNew();
        TimeSpan lastCommit = TimeSpan.Zero;
        long before = distinct.Length - missing.Length, done = before;
        Report();
        try
        {
            extraction.Run(missing, Write, ct);
        }
        finally
        {
            writer.Commit();
        }

        void Write(IReadOnlyList<HashedImage> batch, ReadOnlySpan<float> features)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> image = features.Slice(i * values.Length, values.Length);
                TensorPrimitives.ConvertToHalf(image, values);
                RequireFinite(image, values, batch[i].Path);
                writer.Append(Convert.FromHexString(batch[i].Hash), values);
            }

            done += batch.Count;
            if (clock.Elapsed - lastCommit > CommitInterval)
            {
                writer.Commit();
                lastCommit = clock.Elapsed;
            }

            Report();
        }

        void Report() => progress?.Report(new WorkProgress("features", done, distinct.Length, before, clock.Elapsed));
    }

    private static void RequireFinite(ReadOnlySpan<float> features, ReadOnlySpan<Half> rounded, string imagePath)
    {
        for (int i = 0; i < rounded.Length; i++)
        {
            if (!Half.IsFinite(rounded[i]))
            {
                throw new SkyScribeException(
                    $"{imagePath}: feature {i} is {features[i]}, expected a number of at most {Half.MaxValue} in size (fp16)");
            }
        }
    }

    /// <summary>Those of the images whose record is there and whole.</summary>
    private static HashSet<string> KnownHashes(string path, FeatureCacheKey key, HashedImage[] images, Action<string>? warn)
    {
        using FeatureCacheMapping mapping = FeatureCacheMapping.Open(path, key);
        Dictionary<string, int> records = mapping.Records();
        string[] there = [.. images.Select(image => image.Hash).Where(records.ContainsKey)];
        HashSet<string> whole = [.. there.AsParallel().Where(hash => mapping.IsWhole(records[hash]))];
        if (whole.Count < there.Length)
        {
            warn?.Invoke($"{path}: the features of {there.Length - whole.Count} of {there.Length} images were damaged and are computed again");
        }

        return whole;
    }

    /// <summary>Opens a cache that has all images; null if it does not exist, lacks one, or a record is damaged.</summary>
    private static FeatureCache? TryOpen(string path, FeatureCacheKey key, HashedImage[] images)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FeatureCacheMapping mapping = FeatureCacheMapping.Open(path, key);
        Dictionary<string, int> records = mapping.Records();
        int[] wanted = new int[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            if (!records.TryGetValue(images[i].Hash, out wanted[i]))
            {
                return null;
            }
        }

        return wanted.Distinct().AsParallel().All(mapping.IsWhole)
            ? mapping.ToCache(Array.ConvertAll(
            wanted, record => FeatureCacheHeader.Offset(record, mapping.Header.RecordSize) + FeatureCacheHeader.HashSize))
            : null;
    }
}
