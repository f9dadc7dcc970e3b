using System.Runtime.CompilerServices;
using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Geo;

/// <summary>Captions the tiles of rasters of any size. Memory does not grow with the raster.</summary>
/// <param name="captioner">the model; it stays the caller's</param>
/// <param name="options">tiles, bands; null takes the defaults</param>
public sealed class RasterCaptioner(IImageCaptioner captioner, RasterOptions? options = null)
{
    private const int BatchImages = 8, MostTilesOfABatch = 512;
    private readonly RasterOptions _options = options ?? new RasterOptions();

    /// <summary>Opens a raster and decides all that its results depend on.</summary>
    /// <param name="raster">a GeoTIFF's path</param>
    /// <exception cref="GeoException">It cannot be read, or is not supported.</exception>
    /// <exception cref="OptionException">An option is out of range, or names bands that the raster does not have.</exception>
    public RasterPlan Plan(string raster)
    {
        using var opened = RasterOpener.Open(raster);
        return RasterPlanner.Plan(opened, _options, captioner.Rendering, captioner.Resolution);
    }

    /// <summary>Captions every tile of a raster.</summary>
    /// <param name="raster">a GeoTIFF's path</param>
    /// <param name="cancellation">ends the work</param>
    /// <returns>the tiles, row by row, those without data among them</returns>
    public IAsyncEnumerable<CaptionedTile> DescribeAsync(string raster, CancellationToken cancellation = default)
    {
        var plan = Plan(raster);
        return DescribeAsync(plan, 0, plan.Grid.Count, cancellation);
    }

    /// <summary>Captions a part of a raster: the same results whether it is captioned alone, with others, or elsewhere.</summary>
    /// <param name="plan">of <see cref="Plan"/></param>
    /// <param name="shard">of <see cref="RasterPlan.Shards"/></param>
    /// <param name="cancellation">ends the work</param>
    public IAsyncEnumerable<CaptionedTile> DescribeAsync(RasterPlan plan, RasterShard shard, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shard);
        return DescribeAsync(plan, (long)shard.FirstRow * plan.Grid.Columns, (long)(shard.FirstRow + shard.Rows) * plan.Grid.Columns, cancellation);
    }

    /// <summary>Captions the tiles from one number to before another.</summary>
    internal async IAsyncEnumerable<CaptionedTile> DescribeAsync(
        RasterPlan plan, long first, long end, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var raster = RasterOpener.Open(plan.Raster);
        RequireSame(plan, raster);
        var read = new Queue<List<TileRead>>();   // batches on their way through the model; side by side work bounds how many
        var gate = new Lock();
        await foreach (var captions in Captions(Batches(raster, plan, first, end, read, gate), cancellation).ConfigureAwait(false))
        {
            List<TileRead> tiles;
            lock (gate)
            {
                tiles = read.Dequeue();
            }

            int next = 0;
            foreach (var tile in tiles)
            {
                var (caption, features) = tile.HasImage ? captions[next++] : default((Caption?, float[]?));
                yield return new CaptionedTile(tile.Tile, tile.ValidShare, caption, tile.Problem) { Features = features };
            }
        }

        raster.RequireUnchanged();
    }

    private IEnumerable<IReadOnlyList<RgbImage>> Batches(Raster raster, RasterPlan plan, long first, long end, Queue<List<TileRead>> read, Lock gate)
    {
        var reader = new TileReader(raster, plan, (captioner as Captioner)?.Package.Manifest.Preprocessing);
        for (long next = first; next < end;)
        {
            var tiles = new List<TileRead>();
            var images = new List<RgbImage>();
            while (next < end && images.Count < BatchImages && tiles.Count < MostTilesOfABatch)
            {
                var (tile, image) = reader.Read(plan.Grid[next++]);
                tiles.Add(tile);
                if (image is not null)
                {
                    images.Add(image);
                }
            }

            lock (gate)
            {
                read.Enqueue(tiles);
            }

            yield return images;
        }
    }

    private IAsyncEnumerable<IReadOnlyList<(Caption Caption, float[]? Features)>> Captions(
        IEnumerable<IReadOnlyList<RgbImage>> batches, CancellationToken cancellation) => (captioner, _options.Features) switch
        {
            (Captioner package, true) => package.DescribeBatchesWithFeaturesAsync(batches, cancellation)!,
            (_, true) => throw new OptionException(
                "--features: the model is no package; make one with 'skyscribe export', whose encoder gives them"),
            (Captioner package, false) => WithoutFeatures(package.DescribeBatchesAsync(batches, null, cancellation)),
            _ => WithoutFeatures(OneByOne(batches, cancellation)),
        };

    private static async IAsyncEnumerable<IReadOnlyList<(Caption Caption, float[]? Features)>> WithoutFeatures(
        IAsyncEnumerable<IReadOnlyList<Caption>> batches)
    {
        await foreach (var captions in batches.ConfigureAwait(false))
        {
            yield return [.. captions.Select(caption => (caption, (float[]?)null))];
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<Caption>> OneByOne(
        IEnumerable<IReadOnlyList<RgbImage>> batches, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return batch.Count == 0 ? [] : await Task.Run(() => captioner.Describe(batch), cancellation).ConfigureAwait(false);
        }
    }

    private static void RequireSame(RasterPlan plan, Raster raster)
    {
        string now = raster.Fingerprint;
        if (now != plan.Fingerprint)
        {
            throw new GeoException(plan.Raster, $"was changed since its tiles were planned (then {plan.Fingerprint}, now {now}); start again");
        }
    }
}
