using SkyScribe.IO;

namespace SkyScribe.Datasets.Scores;

/// <summary>A file of captions, references or scores that is not what it should be; the message names file, place, what was found and what was
/// expected.</summary>
public sealed class CaptionFileException : SkyScribeException
{
    internal CaptionFileException(string file, string place, string found, string expected, Exception? cause = null)
        : base(file, place, found, expected, cause)
    {
    }

    /// <summary>The first constructor as a function, for readers of IO.</summary>
    internal static CaptionFileException Of(string file, string place, string found, string expected, Exception? cause) =>
        new(file, place, found, expected, cause);

    internal CaptionFileException(string message)
        : base(message)
    {
    }
}
