namespace SkyScribe.Geo.Tiff;

/// <summary>Numbers of the tags that are read (TIFF 6.0, TIFF Technical Note 2, GeoTIFF 1.1, GDAL's private tags).</summary>
internal static class TiffTag
{
    public const int
        NewSubfileType = 254, ImageWidth = 256, ImageLength = 257, BitsPerSample = 258, Compression = 259, Photometric = 262, FillOrder =
        266, StripOffsets = 273,
        SamplesPerPixel = 277, RowsPerStrip = 278, StripByteCounts = 279, PlanarConfiguration = 284, T4Options = 292, T6Options = 293, Predictor =
        317, ColorMap = 320,
        TileWidth = 322, TileLength = 323, TileOffsets = 324, TileByteCounts = 325, SubIfds = 330, ExtraSamples = 338, SampleFormat =
        339, JpegTables = 347, YCbCrSubsampling = 530,
        ModelPixelScale = 33550, ModelTiepoint = 33922, ModelTransformation = 34264, GeoKeyDirectory = 34735, GeoDoubleParameters =
        34736, GeoAsciiParameters = 34737,
        GdalMetadata = 42112, GdalNoData = 42113;

    /// <summary>A tag as messages name it.</summary>
    public static string Name(int tag) => tag switch
    {
        ImageWidth => "tag 256 (ImageWidth)",
        ImageLength => "tag 257 (ImageLength)",
        BitsPerSample => "tag 258 (BitsPerSample)",
        Compression => "tag 259 (Compression)",
        Photometric => "tag 262 (PhotometricInterpretation)",
        StripOffsets => "tag 273 (StripOffsets)",
        SamplesPerPixel => "tag 277 (SamplesPerPixel)",
        RowsPerStrip => "tag 278 (RowsPerStrip)",
        StripByteCounts => "tag 279 (StripByteCounts)",
        Predictor => "tag 317 (Predictor)",
        ColorMap => "tag 320 (ColorMap)",
        TileWidth => "tag 322 (TileWidth)",
        TileLength => "tag 323 (TileLength)",
        TileOffsets => "tag 324 (TileOffsets)",
        TileByteCounts => "tag 325 (TileByteCounts)",
        SampleFormat => "tag 339 (SampleFormat)",
        ModelPixelScale => "tag 33550 (ModelPixelScale)",
        ModelTiepoint => "tag 33922 (ModelTiepoint)",
        ModelTransformation => "tag 34264 (ModelTransformation)",
        GeoKeyDirectory => "tag 34735 (GeoKeyDirectory)",
        GdalNoData => "tag 42113 (GDAL_NODATA)",
        _ => $"tag {tag}",
    };
}
