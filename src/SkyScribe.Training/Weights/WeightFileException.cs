namespace SkyScribe.Training.Weights;

/// <summary>A weight file is missing, damaged, hostile, or of another network; the message names the file, what was found and what was expected.</summary>
public sealed class WeightFileException : Exception
{
    /// <summary>An error of one file.</summary>
    public WeightFileException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => File = file;

    /// <summary>The file.</summary>
    public string File { get; }
}
