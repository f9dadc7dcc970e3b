using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;
using SkyScribe.Packages;

namespace SkyScribe.Geo.Jobs;

/// <summary>Rasters that go into one layer, and what was decided of each before the first tile is read.</summary>
internal sealed record RasterSet
{
    /// <summary>What was decided of each.</summary>
    public required IReadOnlyList<RasterPlan> Plans { get; init; }

    /// <summary>The coordinate reference system of all.</summary>
    public required LayerReference Reference { get; init; }

    /// <summary>What the first says of that system; null for nothing.</summary>
    public required CrsDescription? Crs { get; init; }

    /// <summary>The time that a layer of them says it is of: the newest local file's.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Opens and plans rasters.</summary>
    /// <param name="rasters">their names</param>
    /// <param name="options">tiles and bands</param>
    /// <param name="trained">how the model's own pictures were shown</param>
    /// <param name="known">the ground resolutions that the model is good at; null where that is not known</param>
    /// <param name="titles">what layers call them; null for their names</param>
    /// <exception cref="GeoException">A raster cannot be read, or they are in different systems.</exception>
    public static RasterSet Open(
        IReadOnlyList<string> rasters, RasterOptions options, Rendering trained, ResolutionRange? known, IReadOnlyList<string>? titles = null)
    {
        var plans = new List<RasterPlan>();
        var descriptions = new List<CrsDescription?>();
        var time = DateTime.UnixEpoch;
        foreach (string name in rasters)
        {
            using var raster = RasterOpener.Open(name);
            var plan = RasterPlanner.Plan(raster, options, trained, known);
            plans.Add(titles is null ? plan : plan with { Title = titles[plans.Count] });
            descriptions.Add(raster.Transform is null ? null : raster.Crs);
            time = raster.Sources.OfType<LocalFile>().Select(source => File.GetLastWriteTimeUtc(source.Name)).Append(time).Max();
        }

        return new RasterSet { Plans = plans, Reference = LayerReferences.Of(rasters, descriptions), Crs = descriptions[0], Time = time };
    }
}
