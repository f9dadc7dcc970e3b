using System.Text.Json;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Tests.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests;

/// <summary>A picture gets the same bits (caption, alternatives, attributes, confidence) whatever goes through the bundled model with it, in whatever
/// batch, order and run.</summary>
public sealed class SameAnswerTests
{
    private const int Size = 224;
    private static readonly RgbImage[] Subjects = [
        .. Enumerable.Range(0, 3).Select(seed => Some.Image(200 + seed, 256, seed)), Drawn("checkerboard")];

    [Theory]
    [InlineData(8, "noise")]
    [InlineData(8, "white")]
    [InlineData(8, "checkerboard")]
    [InlineData(32, "noise")]
    [InlineData(32, "white")]
    [InlineData(32, "checkerboard")]
    public void Describe_APictureAmongOthers_IsAsAlone(int batch, string neighbours)
    {
        var neighbour = Drawn(neighbours);
        using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 1, BatchImages = batch });
        for (int subject = 0; subject < Subjects.Length; subject++)
        {
            int place = (5 * subject + 3) % batch;
            var found = captioner.Describe([.. Enumerable.Range(0, batch).Select(i => i == place ? Subjects[subject] : neighbour)]);
            Assert.Equal(Alone[subject], Everything(found[place]));
        }
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(2, 8)]
    [InlineData(5, 8)]
    public void Describe_MoreThreadsAndOtherBatches_IsAsInOne(int threads, int batch)
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = threads, BatchImages = batch });
        Assert.Equal(Alone, captioner.Describe(Subjects).Select(Everything));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Describe_OtherBeams_IsAsAlone(int beam)
    {
        var decoding = new DecodingOptions { BeamSize = beam, Alternatives = beam - 1 };
        using var captioner = Captioner.Load();
        Assert.Equal(Subjects.Select(subject => Everything(captioner.Describe(subject, decoding))),
            captioner.Describe(Subjects, decoding).Select(Everything));
    }

    /// <summary>Buffers lie elsewhere in each run, batches have other members: what a bulk run writes must not change by a digit.</summary>
    [Fact]
    public async Task DescribeFilesAsync_ThreeRunsInOtherOrders_AreEqualFileByFile()
    {
        string[] files = [.. Directory.EnumerateFiles(SharedFiles.Fixture("resize"), "*.png").Order(StringComparer.Ordinal)];
        Assert.InRange(files.Length, 4, 100);
        var random = new Random(1);
        Dictionary<string, string>? first = null;
        for (int run = 0; run < 3; run++)
        {
            byte[][] between = [.. Enumerable.Range(0, 50).Select(_ => new byte[100_000 + 8 * random.Next(1000)])];
            using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 2, BatchImages = 2 + run });
            var found = new Dictionary<string, string>();
            await foreach (var file in captioner.DescribeFilesAsync(
                [.. files.OrderBy(_ => random.Next())], cancellation: TestContext.Current.CancellationToken))
            {
                found.Add(file.Path, Everything(file.Caption!));
            }

            first ??= found;
            Assert.Equal(first.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
            GC.KeepAlive(between);
        }
    }

    [Fact]
    public void Explain_ACaptionAgain_HasTheSameMaps()
    {
        using var one = Captioner.Load(options: new CaptionerOptions { Threads = 1 });
        using var two = Captioner.Load(options: new CaptionerOptions { Threads = 2 });
        Assert.Equal(one.Explain(Subjects[0], "many green trees").Maps, two.Explain(Subjects[0], "many green trees").Maps);
    }

    private static string[] Alone { get; } = DescribedAlone();

    private static string[] DescribedAlone()
    {
        using var captioner = Captioner.Load(options: new CaptionerOptions { Threads = 1, BatchImages = 1 });
        return [.. Subjects.Select(subject => Everything(captioner.Describe(subject)))];
    }

    // Numbers are written so that equal texts are equal bits.
    private static string Everything(Caption caption) => JsonSerializer.Serialize(caption);

    private static RgbImage Drawn(string pattern)
    {
        byte[] pixels = new byte[3 * Size * Size];
        switch (pattern)
        {
            case "noise":
                new Random(7).NextBytes(pixels);
                break;
            case "white":
                pixels.AsSpan().Fill(byte.MaxValue);
                break;
            default:
                for (int i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = ((i / 3 % Size / 8) + (i / 3 / Size / 8)) % 2 == 0 ? byte.MinValue : byte.MaxValue;
                }

                break;
        }

        return new RgbImage(Size, Size, pixels);
    }
}
