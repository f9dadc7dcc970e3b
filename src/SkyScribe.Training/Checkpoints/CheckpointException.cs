namespace SkyScribe.Training.Checkpoints;

/// <summary>A model folder or a run folder is not what it should be; the message says what was found, what was expected, and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>An error with a message.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message and its cause.</summary>
    public CheckpointException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
