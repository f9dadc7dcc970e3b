namespace SkyScribe.Decoding;

/// <summary>The names of the styles, as commands, requests and files have them.</summary>
internal static class CaptionStyles
{
    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(" or ", Enum.GetValues<CaptionStyle>().Select(NameOf));

    /// <summary>A style's name.</summary>
    public static string NameOf(CaptionStyle style) => style.ToString().ToLowerInvariant();

    /// <summary>The style of a name; null where there is none.</summary>
    public static CaptionStyle? Find(string name) =>
        Enum.GetValues<CaptionStyle>().Where(style => NameOf(style) == name).Cast<CaptionStyle?>().FirstOrDefault();
}
