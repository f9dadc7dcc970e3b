namespace SkyScribe.Geo.Rasters;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Left">column of its first pixel</param>
/// <param name="Top">row of its first pixel</param>
/// <param name="Width">columns</param>
/// <param name="Height">rows</param>
public readonly record struct Window(int Left, int Top, int Width, int Height)
{
    /// <summary>The column after its last.</summary>
    public int Right => Left + Width;

    /// <summary>The row after its last.</summary>
    public int Bottom => Top + Height;
}
