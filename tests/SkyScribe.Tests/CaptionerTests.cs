using Microsoft.Extensions.DependencyInjection;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Tests.Packages;
using SkyScribe.Text;

namespace SkyScribe.Tests;

public sealed class CaptionerTests(FixturePackage package) : IClassFixture<FixturePackage>
{
    private Captioner Load(int threads = 2, int batch = 3) =>
        Captioner.Load(package.Folder, new CaptionerOptions { Threads = threads, BatchImages = batch });

    [Fact]
    public async Task DescribeFilesAsync_ManyFilesWithBadOnes_KeepsTheOrderAndNamesThem()
    {
        string bad = package.PathOf("bad.png");
        File.WriteAllText(bad, "no picture");
        string[] files = [.. package.Images.Take(5), bad, .. package.Images.Skip(5), package.PathOf("none.png")];
        using var captioner = Load();
        var results = new List<CaptionedFile>();
        await foreach (var file in captioner.DescribeFilesAsync(files, cancellation: TestContext.Current.CancellationToken))
        {
            results.Add(file);
        }

        Assert.Equal(files, results.Select(file => file.Path));
        Assert.Equal([bad, package.PathOf("none.png")], results.Where(file => file.Caption is null).Select(file => file.Path));
        Assert.All(results, file => Assert.Equal(file.Caption is null, file.Error is not null));
        foreach (var file in results.Where(file => file.Caption is not null))
        {
            var alone = captioner.Describe(file.Path);
            Assert.Equal(alone.Text, file.Caption!.Text);
            Assert.Equal(alone.LogProbability, file.Caption.LogProbability);
        }
    }

    [Fact]
    public async Task DescribeFilesAsync_Cancelled_EndsAndCanBeUsedAgain()
    {
        using var captioner = Load();
        using var cancel = new CancellationTokenSource();
        int done = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in captioner.DescribeFilesAsync(Enumerable.Repeat(package.Images[0], 1_000_000), cancellation: cancel.Token))
            {
                if (++done == 4)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        Assert.Equal(4, done);
        Assert.NotEmpty(captioner.Describe(package.Images[0]).Text);
    }

    [Fact]
    public async Task DescribeFilesAsync_TheReaderStops_TheFilesAreReadNoFurther()
    {
        using var captioner = Load(threads: 2, batch: 2);
        int taken = 0;
        IEnumerable<string> Endless()
        {
            while (true)
            {
                taken++;
                yield return package.Images[0];
            }
        }

        await foreach (var _ in captioner.DescribeFilesAsync(Endless(), cancellation: TestContext.Current.CancellationToken))
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);   // the queues fill, and the feeder waits for room
            break;
        }

        Assert.InRange(taken, 1, 40);   // the queues are bounded
    }

    [Fact]
    public async Task DescribeFilesAsync_ThePathsFail_TheFailureComesAfterTheCaptions()
    {
        using var captioner = Load(batch: 1);
        IEnumerable<string> Failing()
        {
            yield return package.Images[0];
            throw new InvalidOperationException("no more");
        }

        int done = 0;
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in captioner.DescribeFilesAsync(Failing(), cancellation: TestContext.Current.CancellationToken))
            {
                done++;
            }
        });
        Assert.Equal(("no more", 1), (problem.Message, done));
    }

    [Fact]
    public async Task Describe_ManyThreadsAtOnce_GivesWhatOneGives()
    {
        using var captioner = Load();
        var pictures = package.Images.Take(6).Select(path => ImageReader.Read(path)).ToArray();
        string[] alone = [.. pictures.Select(picture => captioner.Describe(picture).Text)];
        var together = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => captioner.Describe(pictures[i % 6]).Text)));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => alone[i % 6]), together);
    }

    [Fact]
    public void Step_AfterTheFirstSearch_TakesNoManagedMemory()
    {
        var read = ModelPackage.Read(package.Folder);
        using var sessions = PackageSessions.Open(read, 1);
        using var workspace = new CaptionWorkspace(read.Manifest, sessions, 2, 3);
        float[] logProbabilities = new float[6 * workspace.VocabularySize];
        int[] parents = [0, 0, 0, 1, 1, 1],
            words = [Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin, Vocabulary.Begin];
        workspace.Encode();
        long Steps(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < count; step++)
            {
                workspace.Step(parents, words, logProbabilities);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Steps(4);   // the bindings are made
        Assert.Equal(0, Steps(20));
    }

    [Fact]
    public void Search_OneImage_TakesNoMemoryPerStep()
    {
        var stepper = new EndlessStepper(500);
        BeamSearch.Search(stepper, SpecialWords.Default, new DecodingOptions { MaxWords = 10 });
        long Of(int words)
        {
            var options = new DecodingOptions { MaxWords = words };
            long before = GC.GetAllocatedBytesForCurrentThread();
            BeamSearch.Search(stepper, SpecialWords.Default, options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Only the words themselves grow with the length: two sets of three rows of 4 bytes, and the result.
        Assert.InRange(Of(400) - Of(200), 0, 200 * (2 * 3 * 4 + 3 * 4) + 2048);
    }

    [Fact]
    public void AddSkyScribe_AProvider_SharesOneCaptioner()
    {
        using var provider = new ServiceCollection().AddSkyScribe(package.Folder, new CaptionerOptions { Threads = 1 }).BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<Captioner>(), provider.GetRequiredService<IImageCaptioner>());
        Assert.NotEmpty(provider.GetRequiredService<Captioner>().Describe(package.Images[0]).Text);
    }

    /// <summary>A stepper that never ends a caption and takes no memory.</summary>
    private sealed class EndlessStepper(int words) : ICaptionStepper
    {
        public int VocabularySize => words;

        public int ImageCount => 1;

        public void Step(ReadOnlySpan<int> parents, ReadOnlySpan<int> words, Span<float> logProbabilities)
        {
            logProbabilities.Fill(-8);
            for (int row = 0; row < parents.Length; row++)
            {
                logProbabilities[row * VocabularySize + SpecialWords.Default.End] = -50;
                logProbabilities[row * VocabularySize + 10 + row] = -0.5f;
            }
        }
    }
}
