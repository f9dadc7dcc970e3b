using SkyScribe.Imaging;

namespace SkyScribe;

/// <summary>What became of one image file in bulk work: a caption, or the reason why there is none.</summary>
/// <param name="Path">the file, as it was given</param>
/// <param name="Caption">the caption; null where the file cannot be read</param>
/// <param name="Error">why not; null where there is a caption</param>
public sealed record CaptionedFile(string Path, Caption? Caption, ImageException? Error)
{
    /// <summary>What was done to read the file that its user should know, a sentence each (<see cref="RgbImage.Remarks"/>).</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
