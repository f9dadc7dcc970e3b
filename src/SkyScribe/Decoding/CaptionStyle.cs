namespace SkyScribe.Decoding;

/// <summary>What a caption is to say. A model that knows both styles gets its choice as the word that it reads before the first one, so the style is
/// learned like any word.</summary>
public enum CaptionStyle
{
    /// <summary>One sentence that most people would agree with: the default, and all that a model without styles knows.</summary>
    Plain,

    /// <summary>What several people would say together: more objects, in up to half again as many words.</summary>
    Detailed,
}
