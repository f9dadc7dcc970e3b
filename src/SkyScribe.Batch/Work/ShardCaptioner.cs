using System.Text;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Geo;
using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;
using SkyScribe.Imaging;

namespace SkyScribe.Batch.Work;

/// <summary>The results of a shard.</summary>
/// <param name="Ending">of the part's name</param>
/// <param name="Bytes">the part</param>
/// <param name="FailedInputs">tiles or images that could not be read</param>
internal sealed record ShardPart(string Ending, byte[] Bytes, long FailedInputs);

/// <summary>Captions shards: the same shard gives the same bytes, whoever does it.</summary>
/// <param name="model">the model; it stays the caller's</param>
/// <param name="manifest">the plan's</param>
internal sealed class ShardCaptioner(IImageCaptioner model, PlanManifest manifest)
{
    private readonly RasterCaptioner _rasters = new(model);
    private LayerReference? _reference;

    /// <summary>Captions a shard.</summary>
    /// <param name="shard">the shard</param>
    /// <param name="progress">told of units as they are done</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="GeoException">A raster was changed since the plan was made, or cannot be opened.</exception>
    public Task<ShardPart> Run(PlanShard shard, Action<long> progress, CancellationToken cancellation) => manifest.Settings.Kind == PlanKind.Rasters
        ? Rasters(shard, progress, cancellation)
        : Images(shard, progress, cancellation);

    private async Task<ShardPart> Rasters(PlanShard shard, Action<long> progress, CancellationToken cancellation)
    {
        var records = new List<TileRecord>();
        for (int i = 0; i < shard.Pieces.Count; i++)
        {
            var piece = shard.Pieces[i];
            await foreach (var record in TileRecords.Of(
                _rasters, piece.Plan, i, piece.FirstTile, piece.EndTile, manifest.Settings.Columns, cancellation).ConfigureAwait(false))
            {
                records.Add(record);
                progress(record.Count);
            }
        }

        _reference ??= LayerReferences.Of(shard.Pieces[0].Plan.Raster, manifest.Crs);
        return new ShardPart(
            RasterPart.Ending, RasterPart.Write(shard.Pieces, records, _reference, manifest.Settings), records.Count(record =>
                record.Problem is not null));
    }

    // An image that was changed is one input that failed, not a reason to leave thousands of others undone.
    private async Task<ShardPart> Images(PlanShard shard, Action<long> progress, CancellationToken cancellation)
    {
        string[] states = [.. shard.Images.Select(image => LocalFile.StateOf(new FileInfo(image.Image)))];
        var good = shard.Images.Where((image, i) => image.State == states[i]).Select(image => image.Image);
        await using var results = model.DescribeFilesAsync(good, manifest.Settings.Decoding, cancellation).GetAsyncEnumerator(cancellation);
        var lines = new StringBuilder();
        long failed = 0;
        for (int i = 0; i < shard.Images.Count; i++)
        {
            var (image, state) = shard.Images[i];
            CaptionedFile file;
            if (states[i] != state)
            {
                file = new CaptionedFile(image, null, new ImageException(
                    image, $"was changed since the plan was made (then {state}, now {states[i]})", "make a new plan of it"));
            }
            else
            {
                await results.MoveNextAsync().ConfigureAwait(false);
                file = results.Current;
            }

            failed += file.Error is null ? 0 : 1;
            lines.Append(CaptionLine.Of(Rounded(file))).Append('\n');
            progress(1);
        }

        return new ShardPart(ImagePart.Ending, Encoding.UTF8.GetBytes(lines.ToString()), failed);
    }

    // Machines differ in the last digits; of the attributes only those that were let through are kept, or they would be most of the result.
    private static CaptionedFile Rounded(CaptionedFile file) => file.Caption is not { } caption ? file : file with
    {
        Caption = caption with
        {
            LogProbability = Math.Round(caption.LogProbability, 4),
            Confidence = caption.Confidence is { } confidence ? Math.Round(confidence, 4) : null,
            Attributes = [.. caption.Attributes.Where(attribute => attribute.Sampled)
                .Select(attribute => attribute with { Probability = Math.Round(attribute.Probability, 4) })],
            Alternatives = [.. caption.Alternatives.Select(other => other with { LogProbability = Math.Round(other.LogProbability, 4) })],
        },
    };
}
