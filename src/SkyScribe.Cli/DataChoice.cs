using System.CommandLine;
using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Cli;

/// <summary>The option that names captions: one file, or one for each split.</summary>
internal static class DataChoice
{
    /// <summary>What it takes, for the help.</summary>
    public const string Description =
        "Caption file in any layout of docs/reference/formats.md, or a folder with one; where each split has its own file, train=FILE, val=FILE and test=FILE.";

    public static Option<string[]> Create(bool required = true) =>
        new("--data") { Description = Description, Required = required, DefaultValueFactory = required ? null : _ => [] };

    /// <summary>How many images of a kind may be left out.</summary>
    public static Option<int> CreateSkip(string name, string kind)
    {
        var option = new Option<int>(name) { Description = $"Leave out up to so many {kind} images, named in the output; one more is an error.",
            DefaultValueFactory = _ => 0 };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError($"{name}: expected 0 or more");
            }
        });
        return option;
    }

    /// <summary>What the user typed; null for nothing.</summary>
    public static CaptionSource? Find(ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } texts ? CaptionSource.Parse(texts) : null;

    /// <summary>What the user typed.</summary>
    public static CaptionSource Get(ParseResult parsed, Option<string[]> option) => CaptionSource.Parse(parsed.GetValue(option)!);
}
