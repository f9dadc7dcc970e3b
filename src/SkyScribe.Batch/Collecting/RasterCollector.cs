using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;

namespace SkyScribe.Batch.Collecting;

/// <summary>Makes one layer of the parts of a plan of rasters. One part is in memory at a time, and the order is the plan's, so the layer does not
/// depend on who did which shard, or when.</summary>
internal sealed class RasterCollector
{
    private readonly BatchPlan _plan;
    private readonly ShardStates _states;
    private readonly int[][] _rasters;   // of each piece of each shard

    /// <param name="plan">the plan</param>
    /// <param name="states">what there is</param>
    /// <param name="titles">what the layer calls the rasters; null for their names</param>
    public RasterCollector(BatchPlan plan, ShardStates states, IReadOnlyList<string>? titles = null)
    {
        (_plan, _states) = (plan, states);
        var plans = new List<RasterPlan>();
        _rasters = new int[plan.Shards.Count][];
        for (int i = 0; i < _rasters.Length; i++)
        {
            var pieces = plan.Shard(i).Pieces;
            _rasters[i] = new int[pieces.Count];
            for (int p = 0; p < pieces.Count; p++)
            {
                if (pieces[p].FirstRow == 0)
                {
                    plans.Add(titles is null ? pieces[p].Plan : pieces[p].Plan with { Title = titles[plans.Count] });
                }

                _rasters[i][p] = plans.Count - 1;
            }
        }

        Rasters = new RasterSet { Plans = plans, Reference = LayerReferences.Of(plans[0].Raster, plan.Manifest.Crs), Crs = plan.Manifest.Crs,
            Time = plan.Manifest.Time };
    }

    /// <summary>The plan's rasters.</summary>
    public RasterSet Rasters { get; }

    /// <summary>The layer.</summary>
    /// <param name="smoothing">passes of smoothing of the regions</param>
    public RasterLayer Layer(int smoothing) => new(Rasters, Records, _plan.Manifest.Settings.Model)
    {
        Columns = _plan.Manifest.Settings.Columns, Smoothing = smoothing, Remark = _states.Remark,
    };

    private IEnumerable<TileRecord> Records()
    {
        for (int i = 0; i < _rasters.Length; i++)
        {
            int[] rasters = _rasters[i];
            foreach (var record in _states.Problem(i) is { } problem ? Failures(i, problem) : Part(i))
            {
                yield return record with { Raster = rasters[record.Raster] };
            }
        }
    }

    private IEnumerable<TileRecord> Part(int shard)
    {
        var records = RasterPart.Read(_states.NameOf(shard), _states.Part(shard));
        long tiles = records.Sum(record => (long)record.Count);
        return tiles == _plan.Shards[shard].Units && records.All(record => record.Raster >= 0 && record.Raster < _rasters[shard].Length)
            ? records
            : throw new BatchException(_states.NameOf(shard),
            $"has {tiles} tiles, expected {_plan.Shards[shard].Units}; delete it, 'batch retry' and run again");
    }

    private IEnumerable<TileRecord> Failures(int shard, string problem) => _plan.Shard(shard).Pieces.SelectMany((piece, number) =>
        Enumerable.Range(0, (int)(piece.EndTile - piece.FirstTile))
        .Select(i => new TileRecord { Raster = number, Tile = piece.FirstTile + i, Problem = problem }));
}
