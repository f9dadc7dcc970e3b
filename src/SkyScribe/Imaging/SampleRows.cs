namespace SkyScribe.Imaging;

/// <summary>Takes rows of samples of more than 8 bits from a decoder, as they are stored and from the top: red, green and blue of each pixel, or one
/// grey three times.</summary>
internal abstract class SampleRows
{
    /// <summary>To be called once, before the first row.</summary>
    /// <param name="width">columns as stored</param>
    /// <param name="height">rows as stored</param>
    /// <param name="orientation">how the stored picture is to be turned (<see cref="Upright"/>)</param>
    public abstract void Begin(int width, int height, int orientation);

    /// <summary>The next row's place, 3 samples a pixel: the decoder fills it and calls <see cref="Next"/>.</summary>
    public abstract Span<float> Row { get; }

    /// <summary>Takes the row that was filled.</summary>
    public abstract void Next();

    /// <summary>Whether the decoder may leave out a block of rows, the next ones.</summary>
    /// <param name="block">number of the block; all have the same height but the last</param>
    public virtual bool CanSkip(int block) => false;
}
