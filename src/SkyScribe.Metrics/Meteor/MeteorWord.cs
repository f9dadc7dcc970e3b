namespace SkyScribe.Metrics.Meteor;

/// <summary>What METEOR compares of a word; one object per distinct word, so that equal words are the same object.</summary>
/// <param name="stem">its stem</param>
/// <param name="synonyms">the synonym sets of it and of its base form, ascending</param>
/// <param name="isFunctionWord">whether it counts less, as "the" does</param>
/// <param name="phrase">its number in the paraphrase table, -1 where the table lacks it</param>
internal sealed class MeteorWord(string stem, int[] synonyms, bool isFunctionWord, int phrase)
{
    public string Stem => stem;

    public int[] Synonyms => synonyms;

    public bool IsFunctionWord => isFunctionWord;

    public int PhraseNumber => phrase;
}
