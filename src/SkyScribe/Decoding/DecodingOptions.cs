namespace SkyScribe.Decoding;

/// <summary>How captions are searched for.</summary>
public sealed record DecodingOptions
{
    /// <summary>The widest beam that is accepted.</summary>
    public const int MaxBeamSize = 1000;

    /// <summary>The longest caption that is accepted, in words.</summary>
    public const int MaxWordsLimit = 1000;

    /// <summary>Partial captions kept for each image; 1 is greedy search. Not stated in the paper; 3 is the predecessor code's.</summary>
    public int BeamSize { get; init; } = 3;

    /// <summary>The longest caption, in words, its end not counted. Not stated in the paper; 20 is the predecessor code's.</summary>
    public int MaxWords { get; init; } = 20;

    /// <summary>Captions wanted of each image beside the best; below <see cref="BeamSize"/>. Fewer come back if the search finds fewer.</summary>
    public int Alternatives { get; init; }

    /// <summary>Checks the values against each other and their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message has its name and the range.</exception>
    public void Validate()
    {
        Check(BeamSize, 1, MaxBeamSize, nameof(BeamSize));
        Check(MaxWords, 1, MaxWordsLimit, nameof(MaxWords));
        Check(Alternatives, 0, BeamSize - 1, nameof(Alternatives));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(
                name, value, $"{name} must be from {least} to {most}{(name == nameof(Alternatives) ? " (below BeamSize)" : "")}");
        }
    }
}
