namespace SkyScribe.Decoding;

/// <summary>The ids of the words that steer a search and never appear in a caption.</summary>
/// <param name="Padding">Fills short captions in a batch; suppressed.</param>
/// <param name="Begin">Given to the model before the first word; suppressed.</param>
/// <param name="End">Ends a caption.</param>
/// <param name="Unknown">Stands for words outside the vocabulary; suppressed.</param>
internal sealed record SpecialWords(int Padding = 0, int Begin = 1, int End = 2, int Unknown = 3)
{
    /// <summary>The ids that SkyScribe's vocabularies use.</summary>
    public static SpecialWords Default { get; } = new();

    /// <summary>The words that a search never chooses.</summary>
    internal IReadOnlyList<int> Suppressed => [Padding, Begin, Unknown];

    /// <summary>Whether a search must not choose this word.</summary>
    internal bool IsSuppressed(int word) => word == Padding || word == Begin || word == Unknown;

    internal void Validate(int vocabularySize)
    {
        foreach (int id in (ReadOnlySpan<int>)[Padding, Begin, End, Unknown])
        {
            if (id < 0 || id >= vocabularySize)
            {
                throw new ArgumentException($"special word id {id} is outside the vocabulary of {vocabularySize} words");
            }
        }

        if (IsSuppressed(End))
        {
            throw new ArgumentException($"the end word's id {End} is also that of a suppressed word; no caption could end");
        }
    }
}
