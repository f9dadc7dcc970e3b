namespace SkyScribe.Packages;

/// <summary>The ground resolutions, in metres a pixel that the model sees, at which a model's captions are right about as often as they ever are:
/// <c>skyscribe resolution</c> measures it.</summary>
/// <param name="Best">where they are right most often</param>
/// <param name="Finest">below it objects are too large in the picture</param>
/// <param name="Coarsest">above it they are too small</param>
/// <param name="CoarsestEnlarged">rasters with pixels up to this size can be enlarged to <paramref name="Best"/></param>
/// <param name="Meaning">what was measured, in words</param>
public sealed record ResolutionRange(double Best, double Finest, double Coarsest, double CoarsestEnlarged, string Meaning)
{
    /// <summary>Whether the numbers can be of a real model: finite, above 0, and in order.</summary>
    internal bool IsPossible => Finest > 0 && Finest <= Best && Best <= Coarsest && Best <= CoarsestEnlarged && double.IsFinite(Coarsest)
        && double.IsFinite(CoarsestEnlarged);
}
