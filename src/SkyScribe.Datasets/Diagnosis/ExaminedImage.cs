using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>An image file and what could be seen of it.</summary>
/// <param name="FileName">Its path below the image folder.</param>
/// <param name="Split">Its split.</param>
internal sealed record ExaminedImage(string FileName, string Split)
{
    /// <summary>Why it could not be read; null if it could.</summary>
    public string? Problem { get; init; }

    /// <summary>Its path as it lies there, where that is written otherwise.</summary>
    public string? FoundAs { get; init; }

    /// <summary>Whether the file is not there at all.</summary>
    public bool IsMissing { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; init; } = "";

    public PerceptualHash? Perceptual { get; init; }

    /// <summary>How its values became 8 bits; null where they were stored so.</summary>
    public Stretch? Stretch { get; init; }
}
