namespace SkyScribe.IO;

/// <summary>An input that cannot be used: a file, a setting, a picture. The message is one line for the person who gave it: what, where, what was
/// found, what was expected, what to do.</summary>
/// <remarks>Base of every error that the input causes. Anything else that SkyScribe throws (<see cref="ArgumentException"/>,
/// <see cref="InvalidOperationException"/>) is a fault of the calling program or of SkyScribe itself.</remarks>
public class SkyScribeException : Exception
{
    /// <summary>Makes the error of one place in one file.</summary>
    /// <param name="file">The file or folder, as the caller named it.</param>
    /// <param name="field">The place in it, such as <c>images[12].sentences[0].raw</c> or <c>line 3</c>; empty for the file as a whole.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should, or what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public SkyScribeException(string file, string field, string found, string expected, Exception? innerException = null)
        : base($"{file}: {(field.Length == 0 ? "" : field + ": ")}found {found}, expected {expected}", innerException) =>
        (File, Field, Found, Expected) = (file, field, found, expected);

    /// <summary>Makes the error of one file, told in free words.</summary>
    /// <param name="file">The file or folder, as the caller named it.</param>
    /// <param name="problem">What was found, what was expected, what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public SkyScribeException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException) => File = file;

    /// <summary>Makes an error that is not about one file.</summary>
    /// <param name="message">What was found, what was expected, what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public SkyScribeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The file or folder; empty where the error is not about one.</summary>
    public string File { get; } = "";

    /// <summary>The place in the file; empty for the file as a whole.</summary>
    public string Field { get; } = "";

    /// <summary>What was found; empty where the message tells it in free words.</summary>
    public string Found { get; } = "";

    /// <summary>What was expected; empty where the message tells it in free words.</summary>
    public string Expected { get; } = "";

    /// <summary>Whether an error's message is written for the person who gave the input, or is the system's about a file, a disk or a permission;
    /// anything else is a bug.</summary>
    public static bool IsInputFault(Exception problem) =>
        problem is SkyScribeException or IOException or InvalidDataException or UnauthorizedAccessException;

    /// <summary>A text from a file, fit to be shown in a message: quoted, short, without control characters.</summary>
    public static string Quote(string text)
    {
        const int Longest = 60;
        string start = text.Length > Longest ? text[..Longest] : text;
        return "'" + string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > Longest ? "...'" : "'");
    }
}
