using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>A data file is not what it should be; the message names the file, the place, what was found and what was expected.</summary>
public sealed class DatasetException : SkyScribeException
{
    /// <summary>Makes the error of one place in one file.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="field">The place in it, such as <c>images[12].sentences[0].raw</c> or <c>line 3</c>; empty for the file as a whole.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should, or what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public DatasetException(string file, string field, string found, string expected, Exception? innerException = null)
        : base(file, field, found, expected, innerException)
    {
    }

    /// <summary>The first constructor as a function, for readers of IO.</summary>
    internal static DatasetException Of(string file, string field, string found, string expected, Exception? innerException) =>
        new(file, field, found, expected, innerException);

    /// <summary>Makes the error of one file, told in free words.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What was found, what was expected, what to do.</param>
    public DatasetException(string file, string problem)
        : base(file, problem)
    {
    }
}
