using SkyScribe.Imaging;

namespace SkyScribe.Cli;

/// <summary>Opens what <c>--model</c> names.</summary>
internal interface ICaptionModels
{
    /// <summary>What may be named, for the help.</summary>
    string Description { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">null for the bundled model</param>
    /// <param name="threads">0 takes all processors</param>
    /// <param name="limits">what a picture may cost; null takes the defaults</param>
    /// <param name="rendering">bands and stretch of the pictures; null takes those of the model's training</param>
    IImageCaptioner Open(string? path, int threads = 0, ImageLimits? limits = null, Rendering? rendering = null);
}
