using SkyScribe.IO;

namespace SkyScribe.Datasets.Toy;

/// <summary>How large the toy data set is. Two equal values give the same bytes on every machine.</summary>
public sealed record ToyDatasetOptions
{
    /// <summary>Images of the training split.</summary>
    public int Train { get; init; } = 480;

    /// <summary>Images of the val split.</summary>
    public int Validation { get; init; } = 60;

    /// <summary>Images of the test split.</summary>
    public int Test { get; init; } = 60;

    /// <summary>Width and height of the images, in pixels.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Seed of every scene.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value's range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(Train, 1, 100_000, nameof(Train));
        OptionRange.Check(Validation, 0, 100_000, nameof(Validation));
        OptionRange.Check(Test, 0, 100_000, nameof(Test));
        OptionRange.Check(ImageSize, 16, 1024, nameof(ImageSize));
    }
}

/// <summary>Where a toy data set lies.</summary>
/// <param name="CaptionFile">the caption file in the Karpathy layout</param>
/// <param name="ImageFolder">the folder of its images</param>
public sealed record ToyPaths(string CaptionFile, string ImageFolder);
