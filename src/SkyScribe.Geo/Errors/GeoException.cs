using SkyScribe.IO;

namespace SkyScribe.Geo;

/// <summary>A raster, a coordinate reference system or a layer that cannot be used; the message names the file, what was found and what to
/// do.</summary>
public sealed class GeoException : SkyScribeException
{
    /// <summary>Makes the error of one place in one file.</summary>
    /// <param name="file">the file, as the caller named it</param>
    /// <param name="field">the place in it, such as <c>tag 33550 (ModelPixelScale)</c></param>
    /// <param name="found">what stands there</param>
    /// <param name="expected">what should, or what to do</param>
    /// <param name="innerException">the cause, if another error led to this one</param>
    public GeoException(string file, string field, string found, string expected, Exception? innerException = null)
        : base(file, field, found, expected, innerException)
    {
    }

    /// <summary>Makes the error of one file, told in free words.</summary>
    /// <param name="file">the file, as the caller named it</param>
    /// <param name="problem">what was found, what was expected, what to do</param>
    /// <param name="innerException">the cause, if another error led to this one</param>
    public GeoException(string file, string problem, Exception? innerException = null)
        : base(file, problem, innerException)
    {
    }

    /// <summary>Whether it may pass by itself: a server that did not answer. The same work is worth trying again later.</summary>
    internal bool MayPass { get; init; }
}
