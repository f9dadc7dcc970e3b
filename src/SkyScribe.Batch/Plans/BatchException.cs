using SkyScribe.IO;

namespace SkyScribe.Batch.Plans;

/// <summary>A plan, its results or a queue that cannot be used; the message names the file, what was found and what to do.</summary>
internal sealed class BatchException : SkyScribeException
{
    /// <inheritdoc cref="SkyScribeException(string, string, Exception)"/>
    public BatchException(string file, string problem, Exception? innerException = null)
        : base(file, problem, innerException)
    {
    }

    /// <summary>Whether it may pass by itself, as a full disk or a server that does not answer may: the same work is worth trying again.</summary>
    public bool MayPass { get; init; }
}
