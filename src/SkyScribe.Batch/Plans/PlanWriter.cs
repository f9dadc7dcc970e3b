using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.IO;

namespace SkyScribe.Batch.Plans;

/// <summary>Makes plans: shard by shard, so that memory does not grow with their number.</summary>
internal static class PlanWriter
{
    /// <summary>The most tiles or images that a shard may be asked to have.</summary>
    public const int MostShardSize = 100_000;

    /// <summary>Refuses what lies where the plan should go.</summary>
    /// <exception cref="BatchException">There is something.</exception>
    public static void RequireFree(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new BatchException(folder, File.Exists(Path.Combine(folder, PlanManifest.FileName))
                ? "there is a plan already, and a plan is never changed; name another folder, or delete this one"
                : "there is something already; name a new folder for the plan");
        }
    }

    /// <summary>Plans rasters.</summary>
    /// <param name="folder">the plan's folder</param>
    /// <param name="rasters">the rasters</param>
    /// <param name="settings">what results depend on</param>
    /// <param name="shardSize">tiles a shard should have, in whole rows of tiles</param>
    public static void Write(string folder, RasterSet rasters, PlanSettings settings, int shardSize) => Write(
        folder, settings, Shards(rasters.Plans, shardSize), PlanJson.Lines.RasterPiece,
        manifest => manifest with { Inputs = rasters.Plans.Count, Crs = rasters.Crs, Time = rasters.Time });

    /// <summary>Plans images.</summary>
    /// <param name="folder">the plan's folder</param>
    /// <param name="images">the images, in their order</param>
    /// <param name="settings">what results depend on</param>
    /// <param name="shardSize">images of a shard</param>
    public static void Write(string folder, IEnumerable<PlannedImage> images, PlanSettings settings, int shardSize) => Write(
        folder, settings, images.Chunk(shardSize).Select(shard => (shard, (long)shard.Length)), PlanJson.Lines.PlannedImage,
        manifest => manifest with { Inputs = manifest.Units });

    private static void Write<T>(
        string folder, PlanSettings settings, IEnumerable<(T[] Content, long Units)> shards, JsonTypeInfo<T> type,
        Func<PlanManifest, PlanManifest> complete)
    {
        RequireFree(folder);
        string hash = settings.Hash;
        AtomicFolder.Replace(Path.TrimEndingDirectorySeparator(folder), fresh =>
        {
            Directory.CreateDirectory(Path.Combine(fresh, "shards"));
            string list = Path.Combine(fresh, BatchPlan.ListName);
            long units = 0;
            int count = 0;
            using (var entries = new FileStream(list, FileMode.CreateNew, FileAccess.Write))
            {
                foreach (var shard in shards)
                {
                    var (packed, id) = PlanShard.Write(hash, shard.Content, type);
                    File.WriteAllBytes(Path.Combine(fresh, BatchPlan.FileOf(count, id)), packed);
                    JsonSerializer.Serialize(entries, new ShardEntry(id, shard.Units), PlanJson.Lines.ShardEntry);
                    entries.WriteByte((byte)'\n');
                    units += shard.Units;
                    count++;
                }

                entries.Flush(flushToDisk: true);
            }

            var manifest = complete(new PlanManifest
            {
                Format = PlanManifest.FormatName, Version = PlanManifest.CurrentVersion, Settings = settings, Inputs = 0, Units = units,
                Shards = count, ShardsHash = Sha256.OfFile(list),
            });
            AtomicFile.Write(
                Path.Combine(fresh, PlanManifest.FileName), stream => JsonSerializer.Serialize(stream, manifest, PlanJson.Pages.PlanManifest));
        });
    }

    // Large rasters give several shards; small ones share one.
    private static IEnumerable<(RasterPiece[] Content, long Units)> Shards(IReadOnlyList<RasterPlan> plans, int shardSize)
    {
        var pieces = new List<RasterPiece>();
        long units = 0;
        foreach (var plan in plans)
        {
            foreach (var part in plan.Shards((int)Math.Min(plan.Grid.Rows, (plan.Grid.Count + shardSize - 1) / shardSize)))
            {
                long tiles = (long)part.Rows * plan.Grid.Columns;
                if (pieces.Count > 0 && units + tiles > shardSize)
                {
                    yield return ([.. pieces], units);
                    (pieces, units) = ([], 0);
                }

                pieces.Add(new RasterPiece(part.FirstRow, part.Rows, plan));
                units += tiles;
            }
        }

        if (pieces.Count > 0)
        {
            yield return ([.. pieces], units);
        }
    }
}
