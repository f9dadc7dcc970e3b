using System.CommandLine;
using SkyScribe.Decoding;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary><c>--style</c>: what captions are to say.</summary>
internal static class StyleChoice
{
    public static Option<string> Create() => Choice.Option(
        "--style", "plain: one sentence that most people would agree with; detailed: more of what is to be seen, by models that learned it.",
        CaptionStyle.Plain);

    /// <summary>A model's own search in the style that the user chose.</summary>
    /// <exception cref="OptionException">The model does not know the style.</exception>
    public static DecodingOptions Read(ParseResult parsed, Option<string> option, IImageCaptioner captioner)
    {
        var style = Choice.Get<CaptionStyle>(parsed, option);
        return captioner.Styles.Contains(style)
            ? captioner.DefaultDecoding.In(style)
            : throw new OptionException(
                $"--style {CaptionStyles.NameOf(style)}: this model knows {string.Join(", ", captioner.Styles.Select(CaptionStyles.NameOf))}; train one with --set data.detailed=2");
    }
}
