namespace SkyScribe.IO;

/// <summary>A setting that somebody chose does not exist, has a value out of its range, or does not go with another; the message names it, its value
/// and what is expected.</summary>
public sealed class OptionException : SkyScribeException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">The setting, its value and what is expected.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public OptionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
