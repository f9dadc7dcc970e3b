namespace SkyScribe.Metrics.Meteor;

/// <summary>All codes of a table, one for each situation; a situation is known by its number.</summary>
internal sealed class ParaphraseCodes
{
    private readonly PhraseCode?[] _codes;

    /// <summary>Makes the codes when they are first used.</summary>
    /// <param name="lengths">For each situation its code lengths.</param>
    public ParaphraseCodes(byte[][] lengths) => (Lengths, _codes) = (lengths, new PhraseCode[lengths.Length]);

    public static int SourceWord => 0;

    public static int TargetWord => 1;

    /// <summary>How many targets a source has.</summary>
    public static int Count => 2;

    public byte[][] Lengths { get; }

    public PhraseCode this[int situation] => _codes[situation] ??= new PhraseCode(Lengths[situation]);

    public static int SourceShape(int previousLength) => 3 + previousLength;

    public static int TargetShape(int previousLength, int count) => 4 + PhraseModel.MaxWords + PhraseModel.ShapeContext(previousLength, count);

    public static int Rank(int recent, int newWords, bool isFirst) =>
        4 + PhraseModel.MaxWords + PhraseModel.ShapeContexts + PhraseModel.RankContext(recent, newWords, isFirst);

    /// <summary>How many symbols each code has.</summary>
    public static int[] SymbolCounts(int words) =>
    [
        words, words, PhraseModel.MaximumTargets + 1,
        .. Enumerable.Repeat(PhraseModel.ShapeSymbols, PhraseModel.MaxWords + 1 + PhraseModel.ShapeContexts),
        .. Enumerable.Repeat(PhraseModel.RankSymbols, PhraseModel.RankContexts),
    ];
}
