namespace SkyScribe.Training.Data;

/// <summary>A data file is not what it should be; the message names the file, the place, what was found and what was expected.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Makes the error of one place in one file.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="field">The place in it, such as <c>images[12].sentences[0].raw</c> or <c>line 3</c>; empty for the file as a whole.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should, or what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public DatasetException(string file, string field, string found, string expected, Exception? innerException = null)
        : base($"{file}: {(field.Length == 0 ? "" : field + ": ")}found {found}, expected {expected}", innerException) =>
        (File, Field, Found, Expected) = (file, field, found, expected);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The place in the file; empty for the file as a whole.</summary>
    public string Field { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>A text from a file, fit to be shown in a message: quoted, short, without control characters.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 60;
        string start = text.Length > Longest ? text[..Longest] : text;
        return "'" + string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > Longest ? "...'" : "'");
    }
}
