namespace SkyScribe.Imaging;

/// <summary>The resampling filters; both are antialiased, that is, widened by the scale when shrinking.</summary>
public enum ResampleFilter
{
    /// <summary>Keys' cubic with a = -0.5.</summary>
    Bicubic,

    /// <summary>The triangle filter.</summary>
    Bilinear,
}

/// <summary>
/// How a picture becomes an encoder's input: the whole picture is resized (never cropped) to <see cref="Size"/> x <see cref="Size"/>,
/// then each channel becomes (value - mean) / scale with value in 0..255. Training and captioning both use this and nothing else.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Width and height of the encoder's input, in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>The filter of the resize.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    /// <summary>Subtracted from red, green, blue, on the scale 0..255.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Divides red, green, blue after the mean was subtracted.</summary>
    public required float[] Scale { get; init; }
}
