using SkyScribe.IO;

namespace SkyScribe.Packages;

/// <summary>A model package is not what it should be; the message names the file, what was found and what to do.</summary>
public sealed class PackageException : SkyScribeException
{
    /// <summary>Makes the error of one file.</summary>
    /// <param name="file">the file or folder</param>
    /// <param name="problem">what was found, what was expected, what to do</param>
    /// <param name="innerException">the cause, if another error led to this one</param>
    public PackageException(string file, string problem, Exception? innerException = null)
        : base(file, problem, innerException)
    {
    }
}
