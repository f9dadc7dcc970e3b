using Microsoft.Extensions.Logging;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Tests.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests;

/// <summary>A captioner that is disposed of, cancelled or given bad input in the middle of its work; a mistake here ended the whole
/// process.</summary>
public sealed class CaptionerLifeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly string File1 = SharedFiles.Fixture("resize/in_97x131.png");
    private static readonly RgbImage Picture = Some.Image(64, 48, seed: 3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnyCall_AfterDispose_Throws(bool wasUsed)
    {
        var captioner = Captioner.Load();
        if (wasUsed)
        {
            captioner.Describe(Picture);
        }

        captioner.Dispose();
        captioner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => captioner.Describe(Picture));
        Assert.Throws<ObjectDisposedException>(() => captioner.Describe([Picture, Picture]));
        Assert.Throws<ObjectDisposedException>(() => captioner.Describe(File1));
        Assert.Throws<ObjectDisposedException>(() => captioner.Explain(Picture, "a road"));
        Assert.Throws<ObjectDisposedException>(() => captioner.DescribeWithFeatures([Picture]));
        Assert.Throws<ObjectDisposedException>(() => captioner.DescribeFilesAsync([File1]));
        var begunBefore = Captioner.Load();
        var files = begunBefore.DescribeFilesAsync([File1]);
        begunBefore.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await files.GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public async Task Dispose_EightThreadsAtWork_WaitsForThemAndTheRestThrows()
    {
        for (int round = 0; round < 3; round++)
        {
            var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 2, BatchImages = 2 });
            int done = 0;
            async Task Bulk()
            {
                await foreach (var file in captioner.DescribeFilesAsync(Enumerable.Repeat(File1, 100_000)))
                {
                    Assert.NotNull(file.Caption);
                    Interlocked.Increment(ref done);
                }
            }

            Task Until(Action call) => Task.Factory.StartNew(
                () =>
                {
                    while (true)
                    {
                        call();
                        Interlocked.Increment(ref done);
                    }
                },
                TaskCreationOptions.LongRunning);
            Task[] work =
            [
                .. Enumerable.Range(0, 3).Select(_ => Until(() => captioner.Describe(Picture))),
                Until(() => captioner.Describe([Picture, Picture, Picture])),
                .. Enumerable.Range(0, 2).Select(_ => Until(() => captioner.Explain(Picture, "a road near a river"))), Task.Run(Bulk), Task.Run(Bulk),
            ];
            while (Volatile.Read(ref done) < 10 * round)
            {
                await Task.Delay(5);
            }

            await Task.Run(captioner.Dispose).WaitAsync(Long);
            foreach (var task in work)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => task.WaitAsync(Long));
            }

            Assert.Equal(0, captioner.Pool.Lent);
            Assert.Empty(captioner.Pool.Idle);
        }
    }

    [Fact]
    public async Task Dispose_InTheBodyOfAnEnumeration_ReturnsAndTheNextFileThrows()
    {
        var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 2, BatchImages = 2 });
        int done = 0;
        async Task Read()
        {
            await foreach (var _ in captioner.DescribeFilesAsync(Enumerable.Repeat(File1, 1000)))
            {
                if (++done == 3)
                {
                    captioner.Dispose();
                }
            }
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Task.Run(Read).WaitAsync(Long));
        Assert.Equal((3, 0), (done, captioner.Pool.Lent));
    }

    [Fact]
    public async Task Dispose_ByALoggerWithinACall_FreesAtTheCallsEnd()
    {
        Captioner? captioner = null;
        var logger = new Disposing(() => captioner?.Dispose());
        captioner = Captioner.Load(options: new CaptionerOptions { Threads = 1, BatchImages = 2 }, logger: logger);
        var problem = await Record.ExceptionAsync(() => Task.Run(async () =>
        {
            await foreach (var file in captioner.DescribeFilesAsync([File1, "there is no such file.png"]))
            {
                Assert.Fail($"{file.Path} came after the captioner was disposed of");
            }
        }).WaitAsync(Long));
        Assert.IsType<ObjectDisposedException>(problem);
        Assert.Equal(0, captioner.Pool.Lent);
        Assert.Empty(captioner.Pool.Idle);
    }

    [Fact]
    public async Task DescribeFilesAsync_CancelledManyTimes_KeepsNoWorkspaceLent()
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 2, BatchImages = 2 });
        for (int call = 0; call < 20; call++)
        {
            using var cancel = new CancellationTokenSource();
            int wanted = call % 3;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                cancel.CancelAfter(TimeSpan.FromMilliseconds(wanted == 0 ? 2 * call : 60_000));
                int done = 0;
                await foreach (var _ in captioner.DescribeFilesAsync(Enumerable.Repeat(File1, 100_000), cancellation: cancel.Token))
                {
                    if (++done == wanted)
                    {
                        await cancel.CancelAsync();
                    }
                }
            });
        }

        Assert.Equal(0, captioner.Pool.Lent);
        Assert.InRange(captioner.Pool.Idle.Count, 0, 2);   // as many as there are batches side by side
    }

    [Fact]
    public void Describe_ANullImage_NamesItAndLendsNothing()
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { BatchImages = 2 });
        var problem = Assert.Throws<ArgumentNullException>(() => captioner.Describe([Picture, Picture, null!]));
        Assert.Contains("image 2 of 3 is null", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, captioner.Pool.Lent);
        Assert.Empty(captioner.Pool.Idle);
    }

    [Fact]
    public void Describe_ManyBeamsAndSizes_KeepsNoMoreThanTheOptionAllows()
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 1, IdleMegabytes = 6 });
        for (int beam = 1; beam <= 8; beam++)
        {
            captioner.Describe([.. Enumerable.Repeat(Picture, 1 + (beam % 2))], new DecodingOptions { BeamSize = beam });
        }

        Assert.InRange(captioner.Pool.Idle.Sum(workspace => workspace.Bytes), 1, 6 << 20);
        Assert.Equal(8, captioner.Pool.Idle[0].Beam);
    }

    [Fact]
    public async Task MaxPixels_ALargerFile_IsRefusedAndOneOfThatSizeIsNot()
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { MaxPixels = (97 * 131) - 1 });
        var problem = Assert.Throws<ImageException>(() => captioner.Describe(File1));
        Assert.Contains("97 x 131 pixels, more than the limit of 12706", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--max-pixels", problem.Message, StringComparison.Ordinal);
        await foreach (var file in captioner.DescribeFilesAsync([File1]))
        {
            Assert.Equal(problem.Message, file.Error!.Message);
        }

        using var exact = Captioner.Load(options: new CaptionerOptions { MaxPixels = 97 * 131 });
        Assert.NotEmpty(exact.Describe(File1).Text);
    }

    [Fact]
    public void Describe_AFile_EqualsItsPicture()
    {
        using var captioner = Captioner.Load();
        var (ofFile, ofPicture) = (captioner.Describe(File1), captioner.Describe(ImageReader.Read(File1)));
        Assert.Equal((ofPicture.Text, ofPicture.LogProbability, ofPicture.Confidence), (ofFile.Text, ofFile.LogProbability, ofFile.Confidence));
        Assert.Equal(ofPicture.Attributes, ofFile.Attributes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ImageLimits.LargestMaxPixels + 1)]
    public void MaxPixels_OutOfRange_IsRefused(long pixels) => Assert.Contains(
        "MaxPixels must be from 1 to 500000000", Assert.Throws<ArgumentOutOfRangeException>(
        () => Captioner.Load(options: new CaptionerOptions { MaxPixels = pixels })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ConfigureSession_EachGraph_IsOpenedWithItsSettings()
    {
        using var folder = new TemporaryFolder();
        int opened = 0;
        using (var captioner = Captioner.Load(options: new CaptionerOptions
        {
            Threads = 2,
            ConfigureSession = session =>
            {
                session.ProfileOutputPathPrefix = folder[$"graph{opened++}"];
                session.EnableProfiling = true;
            },
        }))
        {
            Assert.Equal(0, opened);
            captioner.Describe(Picture);
            Assert.Equal(2, opened);
            await foreach (var _ in captioner.DescribeFilesAsync([File1]))
            {
            }
        }

        Assert.Equal(4, opened);
        Assert.Equal(["graph0", "graph1", "graph2", "graph3"],
            Directory.EnumerateFiles(folder.FullName).Select(path => Path.GetFileName(path)[..6]).Order(StringComparer.Ordinal));
    }

    // One picture has all threads, batches side by side one each: a buffer of the other kind would compute with the other's threads.
    [Fact]
    public async Task Describe_OnePictureOrManyFiles_EachRentsFromItsOwnSessions()
    {
        var threads = new List<int>();
        using var captioner = Captioner.Load(
            options: new CaptionerOptions { Threads = 2, BatchImages = 1, ConfigureSession = session => threads.Add(session.IntraOpNumThreads) });
        captioner.Describe(Picture);
        Assert.Equal([2, 2], threads);
        var alone = Assert.Single(captioner.Pool.Idle).Sessions;
        await foreach (var _ in captioner.DescribeFilesAsync([File1]))
        {
        }

        Assert.Equal([2, 2, 1, 1], threads);
        Assert.Equal(2, captioner.Pool.Idle.Count);
        Assert.NotSame(alone, captioner.Pool.Idle[0].Sessions);   // the one that came back last
        captioner.Describe(Picture);
        Assert.Same(alone, captioner.Pool.Idle[0].Sessions);
        Assert.Equal(2, captioner.Pool.Idle.Count);
    }

    [Fact]
    public void ConfigureSession_FailsOnce_TheNextCallOpensAgain()
    {
        int asked = 0;
        using var captioner = Captioner.Load(options: new CaptionerOptions { ConfigureSession = _ => Fail() });
        void Fail()
        {
            if (asked++ == 0)
            {
                throw new DllNotFoundException("no driver");
            }
        }

        Assert.Throws<DllNotFoundException>(() => captioner.Describe(Picture));
        Assert.NotEmpty(captioner.Describe(Picture).Text);
    }

    private sealed class Disposing(Action dispose) : ILogger<Captioner>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? problem, Func<TState, Exception?, string> text)
        {
            if (level == LogLevel.Warning)
            {
                dispose();
            }
        }
    }
}
