using SkyScribe.Text;

namespace SkyScribe.Decoding;

/// <summary>The search for captions of a style.</summary>
internal static class StyledSearch
{
    /// <summary>The word that joins the two halves of a detailed caption.</summary>
    public const string Joint = "and";

    /// <summary>Captions the images of a stepper.</summary>
    /// <param name="stepper">the model's state, before its first step</param>
    /// <param name="vocabulary">its words</param>
    /// <param name="attributes">names of its attributes: words that name something</param>
    /// <param name="options">style, width, length, and how many captions to return</param>
    /// <returns>as <see cref="BeamSearch.Search"/></returns>
    /// <exception cref="ArgumentException">The model does not know the style.</exception>
    public static IReadOnlyList<IReadOnlyList<Hypothesis>> Search(
        ICaptionStepper stepper, Vocabulary vocabulary, IReadOnlyList<string> attributes, DecodingOptions options)
    {
        var special = SpecialWords.Of(vocabulary, options.Style);
        int joint = vocabulary[Joint];
        if (options.Style == CaptionStyle.Plain || joint == special.Unknown)
        {
            return BeamSearch.Search(stepper, special, options);
        }

        bool[] names = new bool[vocabulary.Count];
        foreach (string attribute in attributes)
        {
            names[vocabulary[attribute]] = true;
        }

        names[special.Unknown] = false;
        return BeamSearch.Search(new JoiningStepper(stepper, special.End, joint, names), special, options);
    }
}
