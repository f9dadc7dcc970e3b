namespace SkyScribe.Text;

/// <summary>The ids that every vocabulary reserves.</summary>
public static class SpecialWords
{
    /// <summary>Fills short captions of a batch; never counts in a loss and is never predicted.</summary>
    public const int Padding = 0;

    /// <summary>Stands before the first word.</summary>
    public const int Begin = 1;

    /// <summary>Stands after the last word.</summary>
    public const int End = 2;

    /// <summary>Any word that the vocabulary lacks.</summary>
    public const int Unknown = 3;
}
