using System.Diagnostics;
using System.Globalization;
using SkyScribe.Geo;
using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;

namespace SkyScribe.Benchmarks;

/// <summary>How fast a raster is read, against gdal_translate in the same run, and captioned, against the captioner on the same tiles in
/// memory.</summary>
internal static class RasterSpeed
{
    private const int Rounds = 3, WindowRows = 512;

    public static async Task Print(string package, string path, int tiles)
    {
        Console.WriteLine($"{path}, {Environment.ProcessorCount} processors\n");
        Console.WriteLine("| stored as | ours, Mpixel/s | gdal_translate -of MEM, Mpixel/s | ratio |\n|---|---|---|---|");
        string folder = Directory.CreateTempSubdirectory("skyscribe-bench-").FullName;
        try
        {
            foreach (string options in new[] { "COMPRESS=NONE", "COMPRESS=DEFLATE", "COMPRESS=ZSTD", "COMPRESS=JPEG PHOTOMETRIC=YCBCR",
                "COMPRESS=LZW PREDICTOR=2" })
            {
                string file = Path.Combine(folder, "t.tif");
                Run("gdal_translate", ["-q", "-co", "TILED=YES", .. options.Split(' ').SelectMany(option => new[] { "-co", option }), "-b", "1", "-b",
                    "2", "-b", "3", path, file]);
                double ours = 0, gdals = 0;
                for (int round = 0; round < Rounds; round++)
                {
                    ours = Math.Max(ours, Read(file));
                    gdals = Math.Max(gdals, Gdal(file));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {options} | {ours:f0} | {gdals:f0} | {ours / gdals:f2} |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await Captions(package, path, tiles);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"\nlargest memory of this process: {self.PeakWorkingSet64 >> 20} MiB");
    }

    private static async Task Captions(string package, string path, int most)
    {
        using var captioner = Captioner.Load(package);
        var rasters = new RasterCaptioner(captioner, new RasterOptions { Overlap = 0.25, KeepPixels = true });
        var plan = rasters.Plan(path);
        long end = Math.Min(most, plan.Grid.Count);
        var pictures = new List<RgbImage>();
        using (var raster = RasterOpener.Open(path))
        {
            var reader = new TileReader(raster, plan);
            for (long i = 0; i < end; i++)
            {
                if (reader.Read(plan.Grid[i]).Image is { } picture)
                {
                    pictures.Add(picture);
                }
            }
        }

        double memory = 0, raw = 0;
        for (int round = 0; round <= Rounds; round++)   // the first one warms up
        {
            var clock = Stopwatch.StartNew();
            await foreach (var _ in captioner.DescribeAsync(pictures))
            {
            }

            double first = pictures.Count / clock.Elapsed.TotalSeconds;
            clock.Restart();
            await foreach (var _ in rasters.DescribeAsync(plan, 0, end))
            {
            }

            double second = pictures.Count / clock.Elapsed.TotalSeconds;
            (memory, raw) = round == 0 ? (0, 0) : (Math.Max(memory, first), Math.Max(raw, second));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{pictures.Count} tiles: {memory:f1}/s captioned by DescribeAsync from memory, {raw:f1}/s from the raster: ratio {raw / memory:f2}"));
    }

    private static double Read(string path)
    {
        var clock = Stopwatch.StartNew();
        using var raster = GeoTiff.Open(path);
        int[] tops = [.. Enumerable.Range(0, (raster.Height + WindowRows - 1) / WindowRows).Select(i => i * WindowRows)];
        int[] bands = [.. raster.Colors.Default];
        Parallel.ForEach(tops, () => raster.NewPixels(bands.Length), (top, _, pixels) =>
        {
            pixels.Begin(new Window(0, top, raster.Width, Math.Min(WindowRows, raster.Height - top)));
            raster.Read(0, bands, pixels);
            return pixels;
        }, _ => { });
        return (double)raster.Width * raster.Height / 1e6 / clock.Elapsed.TotalSeconds;
    }

    private static double Gdal(string path)
    {
        using var raster = GeoTiff.Open(path);
        var clock = Stopwatch.StartNew();
        Run("gdal_translate", ["-q", "-of", "MEM", path, "x"]);
        return (double)raster.Width * raster.Height / 1e6 / clock.Elapsed.TotalSeconds;
    }

    private static void Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IO.SkyScribeException($"{program} ended with {process.ExitCode}; install gdal-bin");
        }
    }
}
