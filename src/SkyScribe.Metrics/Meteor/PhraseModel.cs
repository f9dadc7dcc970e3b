namespace SkyScribe.Metrics.Meteor;

/// <summary>
/// How phrases are coded, for writer and reader alike. A phrase shares its first words with the one before it; a new word is either one of
/// the recent words of the same list, told by its rank among them, or any word of the table.
/// </summary>
internal static class PhraseModel
{
    /// <summary>Most words of a phrase.</summary>
    public const int MaxWords = 7;

    /// <summary>Recent words that are kept, and the rank that says that a word is not among them.</summary>
    public const int RecentWords = 256;

    public const int ShapeSymbols = (MaxWords + 1) * (MaxWords + 1);

    public const int ShapeContexts = (MaxWords + 1) * (CountBuckets + 1);

    public const int RankSymbols = RecentWords + 1;

    public const int RankContexts = 10 * 4;

    /// <summary>Targets of one source, at most; the table has 934.</summary>
    public const int MaximumTargets = 4095;

    /// <summary>A list's first bit is stored for every so many sources.</summary>
    public const int OffsetInterval = 16;

    private const int CountBuckets = 12;

    /// <summary>How many words a phrase shares with the one before it, and how many it has.</summary>
    public static int Shape(int shared, int length) => (shared * (MaxWords + 1)) + length;

    /// <summary>Targets: what the shape depends on is the length of the phrase before, and how many the list has.</summary>
    public static int ShapeContext(int previousLength, int count) => (previousLength * (CountBuckets + 1)) + BitLength(count);

    /// <summary>What a rank depends on: how many recent words there are, and how far the word is from the shared ones.</summary>
    /// <param name="recent">recent words</param>
    /// <param name="newWords">new words of the phrase before this one</param>
    /// <param name="isFirst">whether it starts the phrase</param>
    public static int RankContext(int recent, int newWords, bool isFirst) => (BitLength(recent) * 4) + (isFirst ? 0 : 1 + Math.Min(newWords, 2));

    private static int BitLength(int value) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)value);
}
