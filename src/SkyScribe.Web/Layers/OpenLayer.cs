using System.Collections.Concurrent;
using SkyScribe.Geo;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Tiles;
using SkyScribe.Web.Jobs;

namespace SkyScribe.Web.Layers;

/// <summary>A layer with what was read of it so far. Holds memory, but nothing open.</summary>
internal sealed class OpenLayer
{
    private readonly Lazy<LayerIndex> _tiles;
    private readonly ConcurrentDictionary<(LayerTable, bool), Lazy<FeatureBoxes>> _boxes = [];
    private readonly Lazy<RasterPlan> _plan;

    /// <param name="job">the job that made it</param>
    /// <param name="path">its GeoPackage</param>
    /// <param name="work">knows its raster</param>
    public OpenLayer(Job job, string path, JobWork work)
    {
        (Job, Path) = (job, path);
        var info = job.Layer!;
        Grid = new TileGrid
        {
            RasterWidth = info.Width, RasterHeight = info.Height, TileWidth = info.TileWidth, TileHeight = info.TileHeight, StepX = info.StepX,
            StepY = info.StepY,
        };
        _tiles = new(() => LayerIndex.Read(path, Grid));
        _plan = new(() => work.Plan(job));
    }

    public Job Job { get; }

    public LayerInfo Info => Job.Layer!;

    public string Path { get; }

    public TileGrid Grid { get; }

    public LayerIndex Tiles => _tiles.Value;

    /// <summary>How its raster is shown.</summary>
    /// <exception cref="GeoException">The raster is gone or was changed.</exception>
    public RasterPlan Plan => _plan.Value;

    /// <summary>Whether its place on Earth is known.</summary>
    public bool HasPlace => Info.Bounds is not null;

    /// <summary>The boxes of a table's features, in degrees or in the layer's own coordinates.</summary>
    public FeatureBoxes BoxesOf(LayerTable table, bool inDegrees = true) =>
        _boxes.GetOrAdd((table, inDegrees), _ => new(() => FeatureBoxes.Read(Path, table, inDegrees))).Value;
}
