using SkyScribe.IO;

namespace SkyScribe.Training.Checkpoints;

/// <summary>A model folder or a run folder is not what it should be; the message says what was found, what was expected, and what to do.</summary>
public sealed class CheckpointException : SkyScribeException
{
    /// <summary>An error with a message and, if another error led to it, its cause.</summary>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
