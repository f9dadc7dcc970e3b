using System.CommandLine;
using System.CommandLine.Completions;

namespace SkyScribe.Cli;

/// <summary>Options whose value is a member of an enumeration: shown in lower case, read in any.</summary>
internal static class Choice
{
    /// <summary>Makes the option.</summary>
    public static Option<string> Option<T>(string name, string description, T byDefault)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(member => member.ToLowerInvariant())];
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => byDefault.ToString().ToLowerInvariant(),
        };
        option.CompletionSources.Add(_ => names.Select(value => new CompletionItem(value)));
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !names.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} {text}: expected {string.Join(", ", names[..^1])} or {names[^1]}");
            }
        });
        return option;
    }

    /// <summary>The member that the user chose.</summary>
    public static T Get<T>(ParseResult parsed, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(parsed.GetValue(option)!, ignoreCase: true);
}
