using SkyScribe.IO;

namespace SkyScribe.Text;

/// <summary>A vocabulary file is not what it should be; the message names the file, the place, what was found and what was expected.</summary>
public sealed class VocabularyException : SkyScribeException
{
    /// <summary>Makes the error of one place in one file.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="field">The place in it, such as <c>words[12]</c>; empty for the file as a whole.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public VocabularyException(string file, string field, string found, string expected, Exception? innerException = null)
        : base(file, field, found, expected, innerException)
    {
    }
}
