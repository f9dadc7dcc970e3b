using System.CommandLine;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Cli;

/// <summary>The options <c>--stretch</c> and <c>--bands</c>.</summary>
internal static class RenderingChoice
{
    private static readonly string[] Names = ["auto", "none", "percentile", "minmax", "sigma"];

    /// <param name="otherwise">whose rule it is where the option is left out</param>
    public static Option<string?> CreateStretch(string otherwise)
    {
        var option = new Option<string?>("--stretch")
        {
            Description = "How the values of pictures with more than 8 bits become 8: none, percentile (2 to 98), minmax, sigma (mean and 2 deviations), or auto: percentile where a picture "
                + $"of 16 bits or floating-point numbers uses less than a quarter of its range. 8-bit pictures are stretched only by a rule that is named. Left out: that of {otherwise}.",
        };
        option.AcceptOnlyFromAmong(Names);
        return option;
    }

    public static Option<string?> CreateBands() => new("--bands")
    {
        Description = "Bands that become red, green and blue, counted from 1, such as 4,3,2; or one, for grey. Left out: the file's own colours.",
    };

    /// <returns>null where neither option is given: a model's own is taken then</returns>
    /// <exception cref="OptionException">The bands are no numbers of bands.</exception>
    public static Rendering? Read(ParseResult parsed, Option<string?> stretch, Option<string?> bands) =>
        Read(parsed.GetValue(stretch), parsed.GetValue(bands));

    /// <inheritdoc cref="Read(ParseResult, Option{string}, Option{string})"/>
    public static Rendering? Read(string? rule, string? numbers)
    {
        if (rule is null && numbers is null)
        {
            return null;
        }

        Rendering rendering = new() { Stretch = rule is null ? StretchRule.Auto : Enum.Parse<StretchRule>(rule, ignoreCase: true), Bands = numbers
            ?? "" };
        _ = rendering.BandIndices;
        return rendering;
    }
}
