namespace SkyScribe;

/// <summary>How a captioner uses the machine.</summary>
public sealed record CaptionerOptions
{
    /// <summary>Threads; 0 takes as many as the machine has processors. One call uses them inside the network, bulk work captions as many batches side by side.</summary>
    public int Threads { get; init; }

    /// <summary>Most images that go through the network at once; more are done in turn. Memory grows with it.</summary>
    public int BatchImages { get; init; } = 8;

    /// <summary>Checks the values' ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message has its name and the range.</exception>
    public void Validate()
    {
        if (Threads is < 0 or > 1024)
        {
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, $"{nameof(Threads)} must be from 0 to 1024");
        }

        if (BatchImages is < 1 or > 256)
        {
            throw new ArgumentOutOfRangeException(nameof(BatchImages), BatchImages, $"{nameof(BatchImages)} must be from 1 to 256");
        }
    }
}
