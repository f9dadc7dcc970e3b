using Microsoft.ML.OnnxRuntime;
using SkyScribe.Imaging;

namespace SkyScribe;

/// <summary>How a captioner uses the machine.</summary>
public sealed record CaptionerOptions
{
    /// <summary>Threads; 0 takes as many as the machine has processors. One call uses them inside the network, bulk work captions as many batches
    /// side by side.</summary>
    public int Threads { get; init; }

    /// <summary>Most images that go through the network at once; more are done in turn. Memory grows with it.</summary>
    public int BatchImages { get; init; } = 8;

    /// <summary>Most memory, in megabytes, that the captioner keeps between calls for the buffers of the next ones; 0 keeps none. A batch of 8 images
    /// with a beam of 3 takes 9 MB with the bundled model. Buffers in use are not counted: each call that runs has its own.</summary>
    public int IdleMegabytes { get; init; } = 128;

    /// <summary>Width x height of the largest picture that is read from a file; the default is 16,384 x 16,384. Time grows with it, memory hardly
    /// (docs/reference/images.md).</summary>
    public long MaxPixels { get; init; } = ImageLimits.Default.MaxPixels;

    /// <summary>The largest image file that is read, in bytes; the default is 2 GiB.</summary>
    public long MaxFileBytes { get; init; } = ImageLimits.Default.MaxFileBytes;

    /// <summary>Bands of the pictures that are read from files, and how their values become 8 bits; null takes what the model was trained
    /// with.</summary>
    public Rendering? Rendering { get; init; }

    /// <summary>Called with ONNX Runtime's settings of each graph before it is opened, to change them: to run on a GPU, for instance
    /// (docs/guide/deploy.md). Null changes nothing.</summary>
    /// <remarks>The two graphs, encoder and decoder, are opened at the first single call, and a second time at the first bulk work where there is
    /// more than one thread. The settings belong to the captioner: do not dispose of them. What this throws comes out of the call; the next call
    /// tries again.</remarks>
    public Action<SessionOptions>? ConfigureSession { get; init; }

    /// <summary>Checks the values' ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message has its name and the range.</exception>
    /// <exception cref="IO.OptionException">The rendering's bands are no numbers of bands.</exception>
    public void Validate()
    {
        Check(nameof(Threads), Threads, 0, 1024);
        Check(nameof(BatchImages), BatchImages, 1, 256);
        Check(nameof(IdleMegabytes), IdleMegabytes, 0, 1 << 20);
        _ = Rendering?.BandIndices;
        Check(nameof(MaxPixels), MaxPixels, 1, ImageLimits.LargestMaxPixels);
        Check(nameof(MaxFileBytes), MaxFileBytes, 1, 1L << 40);
    }

    /// <summary>The limits of pictures.</summary>
    internal ImageLimits Limits() => new() { MaxPixels = MaxPixels, MaxFileBytes = MaxFileBytes };

    private static void Check(string name, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}");
        }
    }
}
