using System.Globalization;
using SkyScribe.Imaging;

namespace SkyScribe.Lab.Studies;

/// <summary>Whether a picture gets the same bits whatever its neighbours in a batch, the batch's size, the threads, the order and the run; and how
/// far what it gets moves where it does not.</summary>
internal static class SameAnswer
{
    private const int Images = 200, AmongOthers = 40, Size = 224;

    /// <summary>Neighbours that are as unlike a photograph as can be: what they excite decides the scale of whatever is scaled for a whole
    /// batch.</summary>
    private static readonly (string Name, Func<int, int, int, byte> Value)[] Neighbours =
    [
        ("noise", (row, column, channel) => (byte)(Mixed((uint)((row * Size + column) * 3 + channel)) >> 24)),
        ("white", (_, _, _) => byte.MaxValue),
        ("checkerboard", (row, column, _) => (row / 8 + column / 8) % 2 == 0 ? byte.MinValue : byte.MaxValue),
    ];

    public static void Write(TextWriter output, string package, string imageFolder)
    {
        string[] all = [.. ImageFiles.Expand([imageFolder])];
        string[] files = [.. Enumerable.Range(0, Math.Min(Images, all.Length))
            .Select(i => all[(int)((long)i * all.Length / Math.Min(Images, all.Length))])];
        RgbImage[] pictures = [.. files.Select(file => ImageReader.Read(file))];
        Caption[] alone = Captions(package, threads: 1, batch: 1, captioner => pictures.Select(picture => captioner.Describe(picture)));
        output.WriteLine($"{files.Length} pictures, each compared with what it gets alone, in one thread\n");
        output.WriteLine(
            "| how | pictures | other bits | other caption | confidence differs by up to | log-probability of the same caption | attribute's probability |\n|---|---|---|---|---|---|---|");
        foreach (var (threads, batch) in new[] { (1, 8), (1, 32), (2, 1), (2, 8), (2, 32), (4, 5) })
        {
            Line($"{threads} {(threads == 1 ? "thread" : "threads")}, batches of {batch}", alone,
                Captions(package, threads, batch, captioner => captioner.Describe(pictures)));
        }

        foreach (int batch in new[] { 8, 32 })
        {
            foreach (var (name, value) in Neighbours)
            {
                var neighbour = Drawn(value);
                RgbImage[] subjects = [.. pictures.Take(AmongOthers)];
                Line($"among {batch - 1} of {name}", alone[..subjects.Length], Captions(
                    package, 1, batch, captioner => subjects.Select((picture, i) => Among(captioner, picture, neighbour, i % batch, batch))));
            }
        }

        for (int run = 1; run <= 3; run++)
        {
            int[] order = [.. Enumerable.Range(0, files.Length).OrderBy(i => Mixed((uint)(i + run * files.Length)))];
            var found = new Caption[files.Length];
            int done = 0;
            using var captioner = Captioner.Load(package, new CaptionerOptions { Threads = 2 });
            foreach (var file in captioner.DescribeFilesAsync(order.Select(i => files[i])).ToBlockingEnumerable())
            {
                found[order[done++]] = file.Caption!;
            }

            Line($"2 batches side by side, shuffled, run {run}", alone, found);
        }

        void Line(string how, Caption[] expected, Caption[] found)
        {
            var pairs = expected.Zip(found).ToArray();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {how} | {pairs.Length} | {pairs.Count(pair => !AreSame(pair.First, pair.Second))} | {pairs.Count(pair => pair.First.Text != pair.Second.Text)} | "
                + $"{pairs.Max(pair => Math.Abs((pair.First.Confidence ?? 0) - (pair.Second.Confidence ?? 0))):g2} | "
                + $"{pairs.Max(pair => pair.First.Text == pair.Second.Text ? Math.Abs(pair.First.LogProbability - pair.Second.LogProbability) : 0):g2} | "
                + $"{pairs.Max(pair => ProbabilityDifference(pair.First, pair.Second)):g2} |"));
        }
    }

    /// <summary>Whether two captions are equal to the bit in all that they say.</summary>
    internal static bool AreSame(Caption a, Caption b) =>
        a.Text == b.Text && a.LogProbability.Equals(b.LogProbability) && a.Confidence.Equals(b.Confidence) && a.IsOutOfDomain == b.IsOutOfDomain
        && a.Attributes.SequenceEqual(b.Attributes) && a.Alternatives.SequenceEqual(b.Alternatives);

    private static Caption[] Captions(string package, int threads, int batch, Func<Captioner, IEnumerable<Caption>> describe)
    {
        using var captioner = Captioner.Load(package, new CaptionerOptions { Threads = threads, BatchImages = batch });
        return [.. describe(captioner)];
    }

    private static Caption Among(Captioner captioner, RgbImage picture, RgbImage neighbour, int place, int batch) =>
        captioner.Describe([.. Enumerable.Range(0, batch).Select(i => i == place ? picture : neighbour)])[place];

    private static double ProbabilityDifference(Caption a, Caption b)
    {
        var expected = a.Attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Probability);
        return b.Attributes.Select(attribute => Math.Abs(attribute.Probability - expected[attribute.Name])).DefaultIfEmpty().Max();
    }

    private static RgbImage Drawn(Func<int, int, int, byte> value) =>
        new(Size, Size, [.. Enumerable.Range(0, 3 * Size * Size).Select(i => value(i / 3 / Size, i / 3 % Size, i % 3))]);

    // The finalizer of MurmurHash3: numbers in a row become noise.
    private static uint Mixed(uint number)
    {
        number = (number ^ (number >> 16)) * 0x85EBCA6B;
        number = (number ^ (number >> 13)) * 0xC2B2AE35;
        return number ^ (number >> 16);
    }
}
