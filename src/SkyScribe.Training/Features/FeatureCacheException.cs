using SkyScribe.IO;

namespace SkyScribe.Training.Features;

/// <summary>A feature cache cannot be used: it is damaged, or made by other weights, or does not fit on the disk.</summary>
public sealed class FeatureCacheException : SkyScribeException
{
    /// <summary>Makes the error of one place in one cache file.</summary>
    /// <param name="path">The cache file.</param>
    /// <param name="field">The place in it, or the property of the file.</param>
    /// <param name="found">What was found.</param>
    /// <param name="expected">What should be there, and what to do.</param>
    /// <param name="innerException">The cause, if another error led to this one.</param>
    public FeatureCacheException(string path, string field, string found, string expected, Exception? innerException = null)
        : base(path, field, found, expected, innerException)
    {
    }

    /// <summary>Whether the file is a cache of ours that was damaged, so that nothing is lost by making it again.</summary>
    internal bool IsDamage { get; init; }
}
