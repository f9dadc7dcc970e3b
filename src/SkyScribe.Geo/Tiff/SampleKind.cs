namespace SkyScribe.Geo.Tiff;

/// <summary>What a sample of a raster is.</summary>
internal enum SampleKind
{
    /// <summary>A whole number from 0.</summary>
    Unsigned,

    /// <summary>A whole number, two's complement.</summary>
    Signed,

    /// <summary>An IEEE floating-point number.</summary>
    Float,
}
