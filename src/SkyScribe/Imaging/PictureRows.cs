namespace SkyScribe.Imaging;

/// <summary>Takes a picture's rows from a decoder, as they are stored and from the top, and makes a picture of them; so no decoder needs to hold a
/// whole picture.</summary>
internal abstract class PictureRows
{
    /// <summary>To be called once, before the first row.</summary>
    /// <param name="width">columns as stored</param>
    /// <param name="height">rows as stored</param>
    /// <param name="orientation">how the stored picture is to be turned (<see cref="Upright"/>)</param>
    public abstract void Begin(int width, int height, int orientation);

    /// <summary>The next row's place, 3 bytes a pixel: the decoder fills it and calls <see cref="Next"/>.</summary>
    public abstract Span<byte> Row { get; }

    /// <summary>Takes the row that was filled.</summary>
    public abstract void Next();

    /// <summary>The picture, upright, after its last row.</summary>
    public abstract RgbImage Finish();
}
