using System.Diagnostics;
using System.Globalization;
using SkyScribe.Decoding;
using SkyScribe.Imaging;

namespace SkyScribe.Benchmarks;

/// <summary>The memory of a process whose captioner lives long: calls that are cancelled, calls that fail, and beams and batches of many
/// sizes.</summary>
internal static class LongLife
{
    public static async Task Print(string package, string imageFolder)
    {
        string[] files = [.. ImageFiles.Expand([imageFolder])];
        var images = files.Take(8).Select(file => ImageReader.Read(file)).ToArray();
        using var captioner = Captioner.Load(package);
        captioner.Describe(images);
        await foreach (var _ in captioner.DescribeFilesAsync(files.Take(64)))
        {
        }

        Console.WriteLine("| after | resident MB |\n|---|---|");
        Row("one batch and 64 files");
        for (int call = 1; call <= 600; call++)
        {
            await Cancelled(captioner, files, call);
            if (call is 100 or 300 or 600)
            {
                Row($"{call} bulk calls, cancelled");
            }
        }

        for (int call = 0; call < 200; call++)
        {
            try
            {
                captioner.Describe([images[0], null!]);
            }
            catch (ArgumentException)
            {
            }
        }

        Row("200 calls with a null image");
        for (int beam = 1; beam <= 30; beam++)
        {
            for (int size = 1; size <= 8; size++)
            {
                captioner.Describe(images[..size], new DecodingOptions { BeamSize = beam });
            }
        }

        Row("30 beams x 8 batch sizes");
    }

    private static async Task Cancelled(Captioner captioner, string[] files, int seed)
    {
        using var cancel = new CancellationTokenSource();
        try
        {
            int results = 0;
            await foreach (var _ in captioner.DescribeFilesAsync(files.Skip(seed % 50), cancellation: cancel.Token))
            {
                if (++results > seed % 9)
                {
                    await cancel.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static void Row(string after)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {after} | {process.WorkingSet64 / 1048576.0:f0} |"));
    }
}
