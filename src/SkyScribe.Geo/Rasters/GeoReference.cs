using System.Globalization;
using SkyScribe.Geo.Tiff;

namespace SkyScribe.Geo.Rasters;

/// <summary>Where a GeoTIFF's pixels lie, by its own tags (GeoTIFF 1.1, section 7.3 and annex B).</summary>
internal static class GeoReference
{
    private const int MostTiepoints = 6 * 100_000;

    /// <summary>Reads the transformation.</summary>
    /// <returns>null where the file has none</returns>
    /// <exception cref="GeoException">The tags are damaged, or the file has control points only.</exception>
    public static Affine? Read(TiffDirectory directory, GeoKeys? keys)
    {
        string name = directory.Source.Name;
        var affine = Transformation(directory);
        string field = TiffTag.Name(TiffTag.ModelTransformation);
        if (affine is null)
        {
            double[]? scale = directory.Doubles(TiffTag.ModelPixelScale, 3), points = directory.Doubles(TiffTag.ModelTiepoint, MostTiepoints);
            if (points is { Length: >= 6 } && scale is not { Length: >= 2 })
            {
                // Some writers set a tie point of zeros on pictures without a place.
                if (points.Length == 6 && points.All(value => value == 0))
                {
                    return null;
                }

                throw new GeoException(
                    name, TiffTag.Name(TiffTag.ModelTiepoint), $"{points.Length / 6} ground control points and no transformation",
                    $"a georeferenced raster: warp it with 'gdalwarp {Path.GetFileName(name)} OUT.tif'");
            }

            if (scale is not { Length: >= 2 } || points is not { Length: >= 6 })
            {
                return null;
            }

            field = TiffTag.Name(TiffTag.ModelPixelScale);
            affine = new Affine(points[3] - (points[0] * scale[0]), scale[0], 0, points[4] + (points[1] * scale[1]), 0, -scale[1]);
        }

        if (!affine.IsUsable)
        {
            throw new GeoException(name, field, string.Create(CultureInfo.InvariantCulture, $"{affine}"),
                "finite numbers and pixels that have an area: the georeference is damaged, set it with gdal_edit.py -a_ullr");
        }

        // A pixel's coordinates are those of its middle: the corner lies half a pixel before it.
        bool isPoint = keys?.Number(GeoKeys.RasterType) == GeoKeys.PixelIsPoint;
        var (x, y) = isPoint ? affine.Apply(-0.5, -0.5) : (affine.X0, affine.Y0);
        return affine with { X0 = x, Y0 = y };
    }

    private static Affine? Transformation(TiffDirectory directory)
    {
        if (directory.Doubles(TiffTag.ModelTransformation, 16) is not { } matrix)
        {
            return null;
        }

        return matrix.Length == 16
            ? new Affine(matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5])
            : throw new GeoException(
            directory.Source.Name, TiffTag.Name(TiffTag.ModelTransformation), $"{matrix.Length} numbers", "16: the file is damaged");
    }
}
