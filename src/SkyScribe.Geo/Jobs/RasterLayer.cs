using System.Globalization;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Reports;
using SkyScribe.Geo.Results;
using SkyScribe.IO;

namespace SkyScribe.Geo.Jobs;

/// <summary>Writes the layer of some rasters from their results, wherever those were made.</summary>
/// <param name="rasters">the rasters</param>
/// <param name="records">the results, read anew each time, in the order of rasters and tiles</param>
/// <param name="modelHash">hash of the model's weights</param>
internal sealed class RasterLayer(RasterSet rasters, Func<IEnumerable<TileRecord>> records, string modelHash)
{
    /// <summary>Attributes that get a column of their own.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Passes of <see cref="Regions.Smoothing"/>.</summary>
    public int Smoothing { get; init; }

    /// <summary>What else the file says of itself, appended to its description; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Whether <see cref="StacItem"/> is written beside a file.</summary>
    public bool Stac { get; init; }

    /// <summary>Writes it as a file.</summary>
    /// <param name="output">the layer</param>
    /// <param name="report">an HTML page to write beside it; null for none</param>
    public RasterOutcome Write(string output, string? report)
    {
        var outcome = Write(output, report, (path, content, features) =>
        {
            WriteFeatures(path, features);   // before the layer, whose rows name the table's
            LayerFile.Write(path, content);
        });
        if (Stac)
        {
            StacItem.Write(output, report, rasters, outcome, Description(), modelHash);
        }

        return outcome;
    }

    /// <summary>Writes it as a folder of files (<see cref="LayerFolder"/>).</summary>
    /// <inheritdoc cref="Write(string, string)"/>
    public RasterOutcome WriteFolder(string output, string? report) =>
        Write(output, report, (folder, content, _) => LayerFolder.Write(folder, content));

    private RasterOutcome Write(string output, string? report, Action<string, LayerContent, long> write)
    {
        var (outcome, features) = Count();
        var builder = new LayerBuilder(rasters.Plans, rasters.Reference, records, modelHash, Smoothing);
        write(output, new LayerContent
        {
            Path = output, Schema = new LayerSchema(Columns, features > 0), Reference = rasters.Reference, Time = rasters.Time,
            Features = builder.Features,
            Summary = builder.Summary, Description = Description(),
        }, features);
        if (report is not null)
        {
            AtomicFile.WriteText(report, ReportPage.Of(Description(), rasters.Plans, records(), builder.Summary()));
        }

        return outcome;
    }

    private (RasterOutcome Outcome, long Features) Count()
    {
        long captioned = 0, empty = 0, failures = 0, features = 0;
        foreach (var record in records())
        {
            captioned += record.Caption is null ? 0 : 1;
            empty += record.IsEmpty ? record.Count : 0;
            failures += record.Problem is null ? 0 : 1;
            features += record.Features is null ? 0 : 1;
        }

        return (new RasterOutcome(captioned, empty, failures), features);
    }

    private void WriteFeatures(string output, long count)
    {
        string path = LayerFile.FeaturesPathOf(output);
        if (count == 0)
        {
            File.Delete(path);   // of an earlier run
            return;
        }

        var features = records().Select(record => record.Features).OfType<byte[]>();
        AtomicFile.Write(path, stream => HalfTable.Write(stream, count, features));
    }

    private string Description()
    {
        var (grid, reference) = (rasters.Plans[0].Grid, rasters.Reference);
        string shown = rasters.Plans[0].GroundResolution is { } ground
            ? string.Create(CultureInfo.InvariantCulture, $" at {ground:g3} m a pixel for the model") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"captions by SkyScribe, model {modelHash}, tiles of {grid.TileWidth} x {grid.TileHeight} pixels{shown}; coordinates: {reference.Name}{(reference.Accuracy is { } metres ? $"; longitude and latitude within {metres} m ({reference.Method})" : reference.ToWgs84 is null ? "" : $"; longitude and latitude of unknown accuracy ({reference.Method})")}{Remark}");
    }
}
