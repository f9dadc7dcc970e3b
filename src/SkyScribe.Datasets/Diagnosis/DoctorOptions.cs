namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Thresholds of the examination.</summary>
public sealed record DoctorOptions
{
    /// <summary>
    /// Bits of 256 by which the hashes of nearly equal pictures may differ. Looked at in UCM and RSICD: pairs of 4 and 25 bits show the same
    /// place, those of 31, 32 and 37 are neighbouring stretches of one beach; there are none between.
    /// </summary>
    public int MostHashBits { get; init; } = 28;

    /// <summary>Mean difference of near-duplicates' thumbnails, in grey levels of 0 to 255: featureless pictures of sea or desert have alike hashes
    /// but not alike levels.</summary>
    public double MostLevels { get; init; } = 6;

    /// <summary>A word that occurs at most this often may be a slip of another.</summary>
    public int RareWord { get; init; } = 3;

    /// <summary>The word meant must be so many times as frequent as the slip.</summary>
    public int TypoRatio { get; init; } = 10;

    /// <summary>A data set that models trained on this one are scored on, to look for pictures that both have; null for none.</summary>
    public CaptionDataset? ScoredOn { get; init; }

    /// <summary>Words of the training captions that occur more often than this are attributes, for the statistics of labels.</summary>
    public int AttributeThreshold { get; init; } = 100;
}
