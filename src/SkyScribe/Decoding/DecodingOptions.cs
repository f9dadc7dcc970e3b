namespace SkyScribe.Decoding;

/// <summary>How captions are searched for.</summary>
public sealed record DecodingOptions
{
    /// <summary>The widest beam that is accepted.</summary>
    public const int MaxBeamSize = 1000;

    /// <summary>The longest caption that is accepted, in words.</summary>
    public const int MaxWordsLimit = 1000;

    private const double MaxDiversity = 100;

    /// <summary>Partial captions kept for each image; 1 is greedy search. Not stated in the paper; 3 is the predecessor code's.</summary>
    public int BeamSize { get; init; } = 3;

    /// <summary>The longest caption, in words, its end not counted. Not stated in the paper; 20 is the predecessor code's.</summary>
    public int MaxWords { get; init; } = 20;

    /// <summary>Captions wanted of each image beside the best; below <see cref="BeamSize"/>. Fewer come back if the search finds fewer.</summary>
    public int Alternatives { get; init; }

    /// <summary>Captions wanted of each image that differ from each other. Above 1 the search has that many groups of <see cref="BeamSize"/> partial
    /// captions: the first searches as if it were alone, each later one avoids the words that those before it choose at the same place (diverse beam
    /// search, Vijayakumar et al., AAAI 2018). Fewer come back where a group finds nothing new.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How far later groups avoid the words of earlier ones, in nats a word and a partial caption that chose it.</summary>
    public double Diversity { get; init; } = 0.5;

    /// <summary>What the captions are to say; models that know one style refuse others.</summary>
    public CaptionStyle Style { get; init; }

    /// <summary>Partial captions of an image, all groups together.</summary>
    internal int Rows => BeamSize * Count;

    /// <summary>The same search for captions of a style: detailed ones may be half again as long as plain ones.</summary>
    /// <param name="style">What the captions are to say.</param>
    public DecodingOptions In(CaptionStyle style) => style == Style ? this : this with
    {
        Style = style,
        MaxWords = style == CaptionStyle.Detailed ? Math.Min(MaxWords * 3 / 2, MaxWordsLimit) : Math.Max(1, MaxWords * 2 / 3),
    };

    /// <summary>Checks the values against each other and their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message has its name and the range.</exception>
    public void Validate()
    {
        Check(BeamSize, 1, MaxBeamSize, nameof(BeamSize));
        Check(MaxWords, 1, MaxWordsLimit, nameof(MaxWords));
        Check(Alternatives, 0, BeamSize - 1, nameof(Alternatives), " (below BeamSize)");
        Check(Count, 1, MaxBeamSize / BeamSize, nameof(Count), $" (with BeamSize, {MaxBeamSize} partial captions)");
        if (!(Diversity >= 0 && Diversity <= MaxDiversity))
        {
            throw new ArgumentOutOfRangeException(nameof(Diversity), Diversity, $"{nameof(Diversity)} must be from 0 to {MaxDiversity}");
        }
    }

    private static void Check(int value, int least, int most, string name, string remark = "")
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}{remark}");
        }
    }
}
