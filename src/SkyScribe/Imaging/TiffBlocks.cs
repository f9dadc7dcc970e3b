using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>Gives the rows or tiles of a TIFF's page, decompressed, in little-endian order.</summary>
internal abstract class TiffBlocks
{
    /// <summary>Compressions that LibTiff.NET lacks (tag 259).</summary>
    public const int Zstd = 50000, Webp = 50001;

    /// <summary>What fits the page's compression.</summary>
    public static TiffBlocks Of(Tiff tiff, TiffLayout layout, TiffPage page, string name, TiffErrors errors) =>
        tiff.GetField(TiffTag.COMPRESSION) is { Length: > 0 } field && field[0].ToInt() is (Zstd or Webp) and var compression
            ? new TiffOwnBlocks(tiff, layout, page, compression, name)
            : new OfLibTiff(tiff, name, errors);

    /// <summary>One row of a picture in strips.</summary>
    /// <param name="row">takes it</param>
    /// <param name="y">its number</param>
    /// <param name="plane">the sample, where samples lie in separate planes</param>
    public abstract void ReadRow(byte[] row, int y, int plane);

    /// <summary>One tile.</summary>
    /// <param name="tile">takes it</param>
    /// <param name="index">its number</param>
    public abstract void ReadTile(byte[] tile, int index);

    private sealed class OfLibTiff(Tiff tiff, string name, TiffErrors errors) : TiffBlocks
    {
        public override void ReadRow(byte[] row, int y, int plane)
        {
            if (!tiff.ReadScanline(row, 0, y, (short)plane))
            {
                throw ImageException.CutOff(name, errors.First ?? $"row {y} cannot be decoded");
            }
        }

        public override void ReadTile(byte[] tile, int index)
        {
            if (tiff.ReadEncodedTile(index, tile, 0, tile.Length) != tile.Length)
            {
                throw ImageException.CutOff(name, errors.First ?? $"tile {index} cannot be decoded");
            }
        }
    }
}
