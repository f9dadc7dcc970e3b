using System.Diagnostics;
using System.Globalization;
using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Queue;
using SkyScribe.Batch.Results;
using SkyScribe.Decoding;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Benchmarks;

/// <summary>What it costs to plan, queue and collect, without the captioning: time and memory, at several sizes.</summary>
internal static class BatchCost
{
    private const int ShardSize = 4000, ChipsOfAFolder = 10_000;
    private const double TilesPerProcessorSecond = 175.0 / 2;   // of the bundled model on two cores, docs/results/caption-speed.md

    private static readonly PlanSettings Settings = new()
    {
        Kind = PlanKind.Images, Model = new string('a', 64), Encoder = new string('b', 64), Precision = "int8", Decoding = new DecodingOptions(),
    };

    /// <summary>Prints the table.</summary>
    /// <param name="nats">a NATS server with JetStream; null leaves the queue out</param>
    /// <param name="counts">how many chips and tiles</param>
    public static async Task Print(string? nats, IReadOnlyList<int> counts)
    {
        Console.WriteLine("| what | inputs | seconds | seconds of processors | memory, MiB | processors' share of captioning's |\n|---|---|---|---|---|---|");
        foreach (int count in counts)
        {
            string folder = Directory.CreateTempSubdirectory("skyscribe-scale-").FullName;
            try
            {
                await Images(folder, count, nats);
                Rasters(folder, count);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task Images(string folder, int count, string? nats)
    {
        string chips = Path.Combine(folder, "chips"), planFolder = Path.Combine(folder, "plan");
        for (int i = 0; i < count; i++)
        {
            string below = Path.Combine(chips, (i / ChipsOfAFolder).ToString("d4", CultureInfo.InvariantCulture));
            if (i % ChipsOfAFolder == 0)
            {
                Directory.CreateDirectory(below);
            }

            File.Create(Path.Combine(below, $"chip_{i.ToString("d8", CultureInfo.InvariantCulture)}.png")).Dispose();
        }

        Measure("plan of chips", count, () =>
        {
            using var listing = new ImageListing();
            listing.Add(chips, recursive: true, new LeftAside());
            PlanWriter.Write(planFolder, listing.Sorted(), Settings, ShardSize);
        });
        var plan = BatchPlan.Open(planFolder);
        if (nats is not null)
        {
            await using var queue = await ShardQueue.Open(new QueueChoice { Url = nats, Name = $"bench-{count}-{Environment.ProcessId}" }, default);
            Measure("publish", count, () => queue.Publish(plan, again: false, new Nobody(), default).GetAwaiter().GetResult());
        }

        var results = new BatchResults(new FolderStore(Path.Combine(folder, "results")));
        results.Require(plan.Id, claim: true);
        Caption caption = new("many buildings and some green trees are in a residential area", -4.5,
            [new CaptionAttribute("buildings", 0.9312, true), new CaptionAttribute("trees", 0.8123, true)], []) { Confidence = 0.75,
                IsOutOfDomain = false };
        for (int i = 0; i < plan.Shards.Count; i++)
        {
            string lines = string.Concat(plan.Shard(i).Images.Select(image => CaptionLine.Of(new CaptionedFile(image.Image, caption, null)) + "\n"));
            Complete(results, plan, i, ImagePart.Ending, System.Text.Encoding.UTF8.GetBytes(lines));
        }

        Measure("status", count, () => BatchStatus.Of(plan, results));
        Measure("collect to JSON lines", count,
            () => ImageCollector.Write(plan, ShardStates.Of(plan, results, partial: false), Path.Combine(folder, "captions.jsonl")));
    }

    // One raster of so many tiles, which nobody needs to have: all that collecting reads is in the plan and the parts.
    private static void Rasters(string folder, int count)
    {
        string planFolder = Path.Combine(folder, "raster-plan");
        int side = (int)Math.Sqrt(count), pixels = side * 224;
        var raster = new RasterPlan
        {
            Raster = "/data/orthophoto.tif", Fingerprint = "1 bytes", Grid = TileGrid.Of(pixels, pixels, 224, 224, 0),
            Transform = new Affine(500_000, 0.3, 0, 5_000_000, 0, -0.3), IsInPixels = false, Level = 0, Bands = [0, 1, 2], Notes = [],
        };
        var crs = new CrsDescription { Epsg = 32633 };
        var set = new RasterSet { Plans = [raster], Reference = LayerReferences.Of(raster.Raster, crs), Crs = crs, Time = DateTime.UnixEpoch };
        var settings = Settings with { Kind = PlanKind.Rasters };
        int tiles = side * side;
        Measure("plan of tiles", tiles, () => PlanWriter.Write(planFolder, set, settings, ShardSize));
        var plan = BatchPlan.Open(planFolder);
        var results = new BatchResults(new FolderStore(Path.Combine(folder, "raster-results")));
        results.Require(plan.Id, claim: true);
        string[] captions = ["a piece of farmland", "many buildings and green trees", "a river beside a road", "some planes at an airport"];
        for (int i = 0; i < plan.Shards.Count; i++)
        {
            var pieces = plan.Shard(i).Pieces;
            TileRecord[] records = [.. pieces.SelectMany((piece, number) => Enumerable.Range(0, (int)(piece.EndTile - piece.FirstTile)).Select(t =>
            {
                long tile = piece.FirstTile + t;
                return new TileRecord
                {
                    Raster = number, Tile = tile, Caption = captions[((tile / side / 9) + (tile % side / 13)) % captions.Length], LogProbability =
                        -4.5,
                    Confidence = 0.75, IsOutOfDomain = false, ValidShare = 1, Attributes = ["buildings", "trees"],
                };
            }))];
            Complete(results, plan, i, RasterPart.Ending, RasterPart.Write(pieces, records, set.Reference, settings));
        }

        Measure("collect to GeoParquet", tiles, () => new RasterCollector(plan, ShardStates.Of(plan, results, partial: false)).Layer(0)
            .WriteFolder(Path.Combine(folder, "layer"), report: null));
    }

    private static void Complete(BatchResults results, BatchPlan plan, int shard, string ending, byte[] part) => results.Complete(
        plan.Shards[shard].Id, ending, part, (key, hash) => new DoneMarker(key, hash, plan.Shards[shard].Units, 0, 1, 23, "bench"));

    private static void Measure(string what, int count, Action act)
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");   // the peak begins anew
        }

        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        act();
        double seconds = clock.Elapsed.TotalSeconds;
        self.Refresh();
        double processors = (self.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {count} | {seconds:f2} | {processors:f2} | {self.PeakWorkingSet64 >> 20} | {processors / (count / TilesPerProcessorSecond):p2} |"));
    }

    private sealed class Nobody : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
        }
    }
}
