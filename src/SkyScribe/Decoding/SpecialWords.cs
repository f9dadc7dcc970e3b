using SkyScribe.Text;

namespace SkyScribe.Decoding;

/// <summary>The ids of the words that steer a search and never appear in a caption.</summary>
/// <param name="Padding">Fills short captions in a batch; suppressed.</param>
/// <param name="Begin">Given to the model before the first word; suppressed.</param>
/// <param name="End">Ends a caption.</param>
/// <param name="Unknown">Stands for words outside the vocabulary; suppressed.</param>
internal sealed record SpecialWords(int Padding = 0, int Begin = 1, int End = 2, int Unknown = 3)
{
    private const int None = -1;

    /// <summary>The ids that SkyScribe's vocabularies use.</summary>
    public static SpecialWords Default { get; } = new();

    /// <summary>Given to the model before the first word of captions of another style; suppressed. -1 where the model knows one style.</summary>
    public int OtherBegin { get; init; } = None;

    /// <summary>The special words of a model for captions of a style.</summary>
    /// <param name="vocabulary">The model's words.</param>
    /// <param name="style">What its captions are to say.</param>
    /// <exception cref="ArgumentException">The model does not know the style.</exception>
    public static SpecialWords Of(Vocabulary vocabulary, CaptionStyle style)
    {
        int detailed = vocabulary.Detailed ?? None;
        return style switch
        {
            CaptionStyle.Plain => Default with { OtherBegin = detailed },
            CaptionStyle.Detailed when detailed != None => Default with { Begin = detailed, OtherBegin = Default.Begin },
            _ => throw new ArgumentException(
                $"the model knows no style '{CaptionStyles.NameOf(style)}', only plain: take another model, or train one with data.detailed",
                nameof(style)),
        };
    }

    /// <summary>The styles that a model with these words knows.</summary>
    public static IReadOnlyList<CaptionStyle> StylesOf(Vocabulary vocabulary) =>
        vocabulary.Detailed is null ? [CaptionStyle.Plain] : [CaptionStyle.Plain, CaptionStyle.Detailed];

    /// <summary>The words that a search never chooses.</summary>
    internal IReadOnlyList<int> Suppressed => OtherBegin == None ? [Padding, Begin, Unknown] : [Padding, Begin, Unknown, OtherBegin];

    /// <summary>Whether a search must not choose this word.</summary>
    internal bool IsSuppressed(int word) => word == Padding || word == Begin || word == Unknown || word == OtherBegin;

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
