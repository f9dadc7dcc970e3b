using SkyScribe.Decoding;
using SkyScribe.Imaging;

namespace SkyScribe.Benchmarks;

/// <summary>What a soak calls, again and again, in any order and side by side. A target is a line of <see cref="All"/> and a method that throws where
/// something is not as it should be.</summary>
internal sealed class SoakTargets : IDisposable
{
    private static readonly DecodingOptions Plain = new() { BeamSize = 1, MaxWords = 4 };

    private readonly string _package, _folder = Directory.CreateTempSubdirectory("skyscribe-soak-").FullName;
    private readonly string[] _files;
    private readonly RgbImage[] _pictures;
    private readonly Caption[] _expected;
    private readonly Captioner _captioner;
    private int _nextFile;

    /// <param name="package">a model package</param>
    /// <param name="pictures">a folder of pictures; the first 64 are used</param>
    public SoakTargets(string package, string pictures)
    {
        _package = package;
        _files = [.. ImageFiles.Expand([pictures]).Take(64)];
        _pictures = [.. _files.Select(file => ImageReader.Read(file))];
        _captioner = Captioner.Load(package, new CaptionerOptions { Threads = 2, BatchImages = 4 });
        _expected = [.. _pictures.Select(picture => _captioner.Describe(picture))];
    }

    /// <summary>The calls: how often each comes among all, its name, and what it does with the random numbers of this call.</summary>
    public (int Share, string Name, Func<Random, Task> Call)[] All =>
    [
        (8, "a picture", OnePicture),
        (4, "a file", OneFile),
        (4, "pictures in a batch of any size", Batch),
        (4, "any beam, words and alternatives", AnySearch),
        (2, "attention maps", Maps),
        (4, "files in bulk, to the end", Bulk),
        (6, "files in bulk, cancelled", BulkCancelled),
        (4, "files in bulk, the reader stops", BulkLeft),
        (3, "files in bulk, some missing or damaged", BulkWithBadFiles),
        (3, "a null picture in a batch", NullPicture),
        (3, "settings out of range", BadSettings),
        (6, "a picture file with changed bytes", ChangedBytes),
        (1, "a captioner disposed of while others call it", DisposedInUse),
        (1, "a captioner disposed of before its first call", DisposedUnused),
    ];

    public void Dispose()
    {
        _captioner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task OnePicture(Random random)
    {
        int picture = random.Next(_pictures.Length);
        Same(picture, _captioner.Describe(_pictures[picture]));
        return Task.CompletedTask;
    }

    private Task OneFile(Random random)
    {
        int picture = random.Next(_files.Length);
        Same(picture, _captioner.Describe(_files[picture]));
        return Task.CompletedTask;
    }

    private Task Batch(Random random)
    {
        int[] chosen = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => random.Next(_pictures.Length))];
        var captions = _captioner.Describe([.. chosen.Select(picture => _pictures[picture])]);
        for (int i = 0; i < chosen.Length; i++)
        {
            Same(chosen[i], captions[i]);
        }

        return Task.CompletedTask;
    }

    private Task AnySearch(Random random)
    {
        int beam = random.Next(1, 12);
        var search = new DecodingOptions { BeamSize = beam, MaxWords = random.Next(1, 30), Alternatives = random.Next(beam) };
        var captions = _captioner.Describe([.. _pictures.Take(random.Next(1, 5))], search);
        Require(captions.All(caption => double.IsFinite(caption.LogProbability) && caption.Alternatives.Count <= search.Alternatives),
            "a caption is not what was asked for");
        return Task.CompletedTask;
    }

    private Task Maps(Random random)
    {
        int picture = random.Next(_pictures.Length);
        var maps = _captioner.Explain(_pictures[picture], _expected[picture].Text);
        Require(maps.Maps.All(map => map.All(float.IsFinite)), "an attention map is not finite");
        return Task.CompletedTask;
    }

    private async Task Bulk(Random random)
    {
        int picture = random.Next(_files.Length);
        await foreach (var file in _captioner.DescribeFilesAsync(Cycle(picture).Take(random.Next(1, 40))))
        {
            Same(picture++ % _files.Length, file.Caption);
        }
    }

    private async Task BulkCancelled(Random random)
    {
        using var cancel = new CancellationTokenSource();
        int left = random.Next(12);
        if (left == 0)
        {
            cancel.CancelAfter(random.Next(200));
        }

        await Expect<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _captioner.DescribeFilesAsync(Cycle(0), cancellation: cancel.Token))
            {
                if (--left == 0)
                {
                    await cancel.CancelAsync();
                }
            }
        });
    }

    private async Task BulkLeft(Random random)
    {
        int left = random.Next(1, 12);
        await foreach (var _ in _captioner.DescribeFilesAsync(Cycle(random.Next(_files.Length)).Take(200)))
        {
            if (--left == 0)
            {
                break;
            }
        }
    }

    private async Task BulkWithBadFiles(Random random)
    {
        string bad = random.Next(2) == 0 ? Path.Combine(_folder, "there is none.png") : FileOf("this is no picture"u8.ToArray());
        await foreach (var file in _captioner.DescribeFilesAsync([_files[0], bad, _files[^1], bad]))
        {
            Require(file.Path == bad ? file.Error is not null : file.Caption is not null, $"{file.Path}: {file.Error?.Message ?? "captioned"}");
        }
    }

    private Task NullPicture(Random random) => Expect<ArgumentNullException>(() =>
    {
        _captioner.Describe([.. _pictures.Take(random.Next(_pictures.Length)), null!]);
        return Task.CompletedTask;
    });

    private Task BadSettings(Random random) => Expect<ArgumentException>(() =>
    {
        _captioner.Describe(_pictures[0],
            new DecodingOptions { BeamSize = random.Next(2) == 0 ? -random.Next(1000) : 1_000_000 + random.Next() / 2 });
        return Task.CompletedTask;
    });

    // A caption or an ImageException, and nothing else.
    private Task ChangedBytes(Random random)
    {
        byte[] bytes = File.ReadAllBytes(_files[random.Next(_files.Length)]);
        for (int i = random.Next(1, 20); i > 0; i--)
        {
            bytes[random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length)] = (byte)random.Next(256);
        }

        if (random.Next(3) == 0)
        {
            bytes = bytes[..random.Next(bytes.Length)];
        }

        try
        {
            _captioner.Describe(FileOf(bytes), Plain);
        }
        catch (ImageException)
        {
        }

        return Task.CompletedTask;
    }

    private async Task DisposedInUse(Random random)
    {
        var captioner = Captioner.Load(_package, new CaptionerOptions { Threads = 2, BatchImages = 2 });
        async Task Bulk()
        {
            await foreach (var _ in captioner.DescribeFilesAsync(Cycle(0)))
            {
            }
        }

        Task Forever(Action call) => Task.Run(() =>
        {
            while (true)
            {
                call();
            }
        });
        Task[] work = [Forever(() => captioner.Describe(_pictures[0])), Forever(() => captioner.Explain(_pictures[0], "a road")), Task.Run(Bulk)];
        await Task.Delay(random.Next(500));
        captioner.Dispose();
        foreach (var task in work)
        {
            await Expect<ObjectDisposedException>(() => task);
        }
    }

    private Task DisposedUnused(Random random) => Expect<ObjectDisposedException>(() =>
    {
        var captioner = Captioner.Load(_package);
        captioner.Dispose();
        captioner.Describe(_pictures[random.Next(_pictures.Length)]);
        return Task.CompletedTask;
    });

    private IEnumerable<string> Cycle(int first)
    {
        for (int i = first; ; i++)
        {
            yield return _files[i % _files.Length];
        }
    }

    // At most 256 files are there at a time: later ones take the place of earlier ones. As many workers are far fewer, no one's file is replaced
    // while it is read.
    private string FileOf(byte[] bytes)
    {
        string path = Path.Combine(_folder, $"{Interlocked.Increment(ref _nextFile) % 256}.png");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private void Same(int picture, Caption? found)
    {
        var expected = _expected[picture];
        Require(
            found is not null && found.Text == expected.Text && found.LogProbability.Equals(expected.LogProbability)
            && Nullable.Equals(found.Confidence, expected.Confidence),
            $"{_files[picture]}: '{found?.Text}' with {found?.LogProbability:R}, expected '{expected.Text}' with {expected.LogProbability:R}");
    }

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static async Task Expect<TException>(Func<Task> call)
        where TException : Exception
    {
        try
        {
            await call();
        }
        catch (TException)
        {
            return;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name}");
    }
}
