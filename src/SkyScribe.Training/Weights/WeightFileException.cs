using SkyScribe.IO;

namespace SkyScribe.Training.Weights;

/// <summary>A weight file is missing, damaged, hostile, or of another network; the message names the file, what was found and what was
/// expected.</summary>
public sealed class WeightFileException : SkyScribeException
{
    /// <summary>An error of one file.</summary>
    public WeightFileException(string file, string problem, Exception? inner = null)
        : base(file, problem, inner)
    {
    }
}
