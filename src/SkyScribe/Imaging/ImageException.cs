using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>A picture that cannot be read; the message names the file, what was found and what to do.</summary>
public sealed class ImageException : SkyScribeException
{
    /// <summary>Describes one unusable file.</summary>
    /// <param name="file">The file's path, or the name given for a stream.</param>
    /// <param name="problem">What was found, and what was expected where that is not plain.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <param name="inner">The cause, if another exception was one.</param>
    public ImageException(string file, string problem, string remedy, Exception? inner = null)
        : base(file, $"{problem}; {remedy}", inner)
    {
    }

    /// <summary>Whether the file is damaged, as far as can be told.</summary>
    internal bool IsDamage { get; private init; }

    internal static ImageException CutOff(string file, string detail, Exception? inner = null) =>
        new(file, $"the picture is cut off or damaged ({detail})", "copy or download the file again", inner) { IsDamage = true };
}
