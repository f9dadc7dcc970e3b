using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Layers;

namespace SkyScribe.Web.Corrections;

/// <summary>Corrections with their pictures as a data set: metadata.jsonl and a folder of pictures, a form that <c>doctor</c> and <c>train</c>
/// read.</summary>
internal sealed class CorrectionDataset(CorrectionStore corrections, LayerShelf shelf, RasterPictures pictures)
{
    private const int Most = 100_000, OfTen = 10, ForVal = 8, ForTest = 9;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the data set as a zip archive.</summary>
    /// <param name="layer">only those of this layer; null for all</param>
    /// <param name="target">where to</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="RefusedException">There are no corrections.</exception>
    public async Task WriteAsync(string? layer, Stream target, CancellationToken cancellation)
    {
        var all = corrections.List(layer, Most);
        if (all.Count == 0)
        {
            throw RefusedException.NotFound("no caption was corrected yet");
        }

        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        var lines = new List<string>();
        foreach (var correction in all)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = FormattableString.Invariant($"images/{correction.Layer}_{correction.Tile}.png");
            if (await PictureAsync(correction, cancellation).ConfigureAwait(false) is not { } png)
            {
                continue;   // its raster is gone
            }

            using (var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open())
            {
                entry.Write(png);
            }

            string split = (lines.Count % OfTen) switch { ForVal => "val", ForTest => "test", _ => "train" };
            lines.Add(JsonSerializer.Serialize(
                new { file_name = name, text = correction.Text, split, who = correction.Who, time = correction.Time, said = correction.Said }, Json));
        }

        using var metadata = new StreamWriter(archive.CreateEntry("metadata.jsonl").Open());
        foreach (string line in lines)
        {
            metadata.Write(line + "\n");
        }
    }

    private async Task<byte[]?> PictureAsync(Correction correction, CancellationToken cancellation)
    {
        try
        {
            var layer = shelf[correction.Layer];
            return layer.Tiles.Find(correction.Tile) is { } tile
                ? RasterPictures.Png(await pictures.TileAsync(layer, tile, cancellation).ConfigureAwait(false)) : null;
        }
        catch (Exception problem) when (problem is RefusedException or IO.SkyScribeException)
        {
            return null;
        }
    }
}
