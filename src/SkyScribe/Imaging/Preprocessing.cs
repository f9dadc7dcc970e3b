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
/// How a picture becomes an encoder's input: its values become 8 bits by <see cref="Rendering"/>, the whole picture is resized (never cropped) to
/// <see cref="Size"/> x <see cref="Size"/>, then each channel becomes (value - mean) / scale with value in 0..255. Training and captioning both use
/// this and nothing else.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Width and height of the encoder's input, in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>The filter of the resize.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    /// <summary>The bands, and how values of more than 8 bits become 8; used where a file is read.</summary>
    /// <remarks>Generated JSON code sets every member, to null where an older package has none.</remarks>
    public Rendering Rendering { get; init => field = value ?? Rendering.Default; } = Rendering.Default;

    /// <summary>All of it in one line; features made with another key are not comparable.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => FormattableString.Invariant(
        $"{Size} {Filter} mean {Mean[0]}/{Mean[1]}/{Mean[2]} scale {Scale[0]}/{Scale[1]}/{Scale[2]}{Rendering.Key}");

    /// <summary>Subtracted from red, green, blue, on the scale 0..255.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Divides red, green, blue after the mean was subtracted.</summary>
    public required float[] Scale { get; init; }

    /// <summary>Torchvision's ImageNet networks (AlexNet, VGG, ResNet): mean and standard deviation of ImageNet's pixels.</summary>
    public static Preprocessing ImageNet { get; } = new()
    {
        Mean = [0.485f * 255, 0.456f * 255, 0.406f * 255],
        Scale = [0.229f * 255, 0.224f * 255, 0.225f * 255],
    };

    /// <summary>RGB / 127.5 - 1: the ResNet v2 family, and GoogLeNet, whose weights torchvision took from TensorFlow (its
    /// <c>transform_input</c>).</summary>
    public static Preprocessing SymmetricUnit { get; } = new() { Mean = [127.5f, 127.5f, 127.5f], Scale = [127.5f, 127.5f, 127.5f] };

    /// <summary>(RGB - 127) / 128: the EfficientNet-Lite family.</summary>
    public static Preprocessing EfficientNetLite { get; } = new() { Mean = [127, 127, 127], Scale = [128, 128, 128] };

    /// <summary>Resizes and normalizes one picture.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <param name="destination">[3, Size, Size]: the red plane, then green, then blue.</param>
    /// <exception cref="ArgumentException">The destination has another length, or the settings are unusable.</exception>
    public void Apply(RgbImage image, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, 1);
        if (Mean is not { Length: 3 } || Scale is not { Length: 3 } || Scale.Contains(0f))
        {
            throw new ArgumentException($"{nameof(Mean)} and {nameof(Scale)} need 3 values each, and no scale of 0");
        }

        if (destination.Length != 3L * Size * Size)
        {
            throw new ArgumentException($"expected 3 x {Size} x {Size} = {3L * Size * Size} floats, found {destination.Length}", nameof(destination));
        }

        byte[] pixels = Resampler.Resize(image, Size, Size, Filter).Pixels;
        Span<float> normalized = stackalloc float[256];
        for (int c = 0; c < 3; c++)
        {
            for (int value = 0; value < 256; value++)
            {
                normalized[value] = (value - Mean[c]) / Scale[c];
            }

            Span<float> plane = destination.Slice(c * Size * Size, Size * Size);
            for (int i = 0, p = c; i < plane.Length; i++, p += 3)
            {
                plane[i] = normalized[pixels[p]];
            }
        }
    }
}
