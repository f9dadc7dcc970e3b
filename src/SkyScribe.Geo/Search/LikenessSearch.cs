using System.Globalization;
using System.Numerics.Tensors;
using SkyScribe.Geo.Layers;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Geo.Search;

/// <summary>Finds the tiles of a layer that look like a picture, from the pooled features beside the layer.</summary>
internal static class LikenessSearch
{
    /// <summary>Finds the tiles that look most like a picture.</summary>
    /// <param name="path">a layer that was written with features beside it</param>
    /// <param name="captioner">the model that the layer was written with</param>
    /// <param name="picture">a picture's file</param>
    /// <param name="top">most rows</param>
    /// <returns>the most alike first, and the layer's system</returns>
    /// <exception cref="OptionException">The model gives no features.</exception>
    /// <exception cref="ImageException">The picture cannot be read.</exception>
    /// <exception cref="GeoException">There are no features, or they are of another model.</exception>
    public static (IReadOnlyList<FoundRow> Rows, LayerReference Reference) Find(
        string path, IImageCaptioner captioner, string picture, int top)
    {
        float[] features = captioner is Captioner package
            ? package.FeaturesOf(ImageReader.ReadResized(picture, package.Package.Manifest.Preprocessing))
            : throw new OptionException("--like: the model is no package; features come from packages only, as with 'raster --features'");
        string modelHash = captioner.Origin.ModelHash;
        var layer = LayerReader.Read(path);
        string table = LayerFile.FeaturesPathOf(path);
        if (!File.Exists(table))
        {
            throw new GeoException(path,
                $"has no features beside it ({Path.GetFileName(table)}); write the layer with 'raster --features', or copy that file too");
        }

        using var kept = HalfTable.Open(table);
        float[] row = new float[kept.Columns];
        var best = new TopRows(top);
        foreach (var tile in layer.Rows)
        {
            long number = tile.Values.GetValueOrDefault(LayerSchema.FeatureRow) is IConvertible value and not string
                ? value.ToInt64(CultureInfo.InvariantCulture)
                : throw new GeoException(path, $"a tile has no '{LayerSchema.FeatureRow}'; write the layer with 'raster --features'");
            if (tile.Values.GetValueOrDefault("model") is string model && model != modelHash)
            {
                throw new GeoException(path,
                    $"its features are of model {model}, this one is {modelHash}: they cannot be compared; name the layer's model with --model");
            }

            if (number < 0 || number >= kept.Rows || kept.Columns != features.Length)
            {
                throw new GeoException(table, "shape", $"{kept.Rows} rows of {kept.Columns} numbers",
                    $"row {number} of {features.Length}: it is not the file that was written with the layer");
            }

            kept.Read(number, row);
            float cosine = TensorPrimitives.CosineSimilarity<float>(row, features);
            double likeness = float.IsFinite(cosine) ? cosine : -1;   // of a tile that excites nothing
            best.Add(new FoundRow(0, tile) { Likeness = likeness }, 0, -likeness);
        }

        return (best.Sorted(), layer.Reference);
    }
}
