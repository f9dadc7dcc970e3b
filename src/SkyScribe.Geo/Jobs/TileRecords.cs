using System.Runtime.CompilerServices;
using SkyScribe.Geo.Results;

namespace SkyScribe.Geo.Jobs;

/// <summary>Captions tiles and hands out their results as they are kept: runs of tiles without data become one.</summary>
internal static class TileRecords
{
    private const int LongestRun = 1000;

    /// <summary>Captions the tiles from one number to before another.</summary>
    /// <param name="captioner">the model</param>
    /// <param name="plan">the raster's plan</param>
    /// <param name="raster">the raster's place in the run's list</param>
    /// <param name="first">the first tile's number</param>
    /// <param name="end">the number after the last one's</param>
    /// <param name="columns">attributes that have a column of their own</param>
    /// <param name="cancellation">ends the work</param>
    public static async IAsyncEnumerable<TileRecord> Of(
        RasterCaptioner captioner, RasterPlan plan, int raster, long first, long end, IReadOnlyList<string> columns,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        TileRecord? empty = null;
        await foreach (var tile in captioner.DescribeAsync(plan, first, end, cancellation).ConfigureAwait(false))
        {
            var record = TileRecord.Of(raster, tile, columns);
            if (record.IsEmpty && (empty is null || empty.Count < LongestRun))
            {
                empty = empty is null ? record : empty with { Count = empty.Count + 1 };
                continue;
            }

            if (empty is not null)
            {
                yield return empty;
                empty = null;
            }

            if (record.IsEmpty)
            {
                empty = record;
                continue;
            }

            yield return record;
        }

        if (empty is not null)
        {
            yield return empty;
        }
    }
}
