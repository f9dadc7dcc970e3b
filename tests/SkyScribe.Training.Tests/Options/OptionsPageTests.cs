using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.TestSupport;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Tests.Options;

/// <summary>
/// docs/reference/options.md is what the code says: keys and defaults are the records', meaning and source their documentation, and a range is the
/// one that the program names when it refuses a value. With SKYSCRIBE_REWRITE=1 the test writes the page.
/// </summary>
public sealed partial class OptionsPageTests
{
    private const string Page = "docs/reference/options.md";

    private static readonly Lazy<Dictionary<string, string>> Summaries = new(() => new[] { typeof(TrainingOptions), typeof(DecodingOptions) }
        .SelectMany(type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"))
        .GroupBy(member => member.Attribute("name")!.Value)
        .ToDictionary(group => group.Key, group => Plain(group.First().Element("summary"))));

    // What no validation of the options alone can say.
    private static readonly Dictionary<string, string> Ranges = new()
    {
        ["preset"] = "any text",
        ["model.ablation"] = string.Join(", ", Ablation.All.Select(row => row.Name)),
        ["encoder.name"] = string.Join(", ", ImageEncoder.Names),
        ["encoder"] = string.Join(", ", ImageEncoder.Names),
        ["encoder.trainable"] = "empty, all, or beginnings of parameter names",
        ["trainable"] = "all, or beginnings of parameter names",
        ["selfCritical.epochs"] = "0 to `epochs`",
        ["data.bands"] = "empty, the numbers of three bands separated by commas, or of one",
        ["rendering.bands"] = "empty, the numbers of three bands separated by commas, or of one",
        ["alternatives"] = "0 to `beamSize` - 1",
    };

    [Fact]
    public void Page_OfOptions_IsWhatTheCodeSays()
    {
        string path = Path.Combine(SharedFiles.Root, Page), page = Rendered();
        if (Environment.GetEnvironmentVariable("SKYSCRIBE_REWRITE") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path), $"{Page} is missing; SKYSCRIBE_REWRITE=1 with this test writes it");
        string[] expected = page.Split('\n'), found = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        int line = Enumerable.Range(0, Math.Max(expected.Length, found.Length))
            .FirstOrDefault(i => expected.ElementAtOrDefault(i) != found.ElementAtOrDefault(i), -1);
        Assert.True(
            line < 0,
            $"{Page} differs at line {line + 1}; SKYSCRIBE_REWRITE=1 with this test writes it.\nexpected: {expected.ElementAtOrDefault(line)}\nfound: {found.ElementAtOrDefault(line)}");
    }

    [Fact]
    public void Setting_WithoutDocumentation_DoesNotExist() =>
        Assert.All(Settings(typeof(TrainingOptions), "").Concat(Settings(typeof(PretrainingOptions), "")),
        setting => Assert.NotEqual("", setting.Meaning));

    private static string Rendered()
    {
        var page = new StringBuilder("""
            # Settings

            Written by a test from the code (`OptionsPageTests` with `SKYSCRIBE_REWRITE=1`): do not edit it by hand.

            `paper` in the column "source" marks section IV-C of the paper, `predecessor code` the same author's public code
            ([decisions/0002](../decisions/0002-settings-not-in-the-paper.md)); all others are ours.

            ## Training

            `./skyscribe train --preset NAME --set key=value`, `--set` as often as needed. The last part of a key is enough where only one key has it; upper
            and lower case are the same. The settings of a run are printed at its start and stored in its folder as `options.json`.


            """.ReplaceLineEndings("\n"));
        Table(page, Settings(typeof(TrainingOptions), ""), withSource: true);
        page.Append("\n## Presets\n\nWhat each of them changes; `./skyscribe train --preset NAME`.\n\n");
        Presets(page);
        page.Append(
            "\n## Pre-training of an encoder\n\n`./skyscribe pretrain`; the paper states none of them. `options` of `pretraining.json` has them by these names.\n\n");
        Table(page, Settings(typeof(PretrainingOptions), ""), withSource: false);
        page.Append("\n## Captioning in your own program\n\n`CaptionerOptions`, of `Captioner.Load`:\n\n");
        Table(page, InCode(Settings(typeof(CaptionerOptions), "")), withSource: false);
        page.Append("\n`DecodingOptions`, of each call; a package has its own defaults:\n\n");
        Table(page, InCode(Settings(typeof(DecodingOptions), "")), withSource: false);
        return page.ToString();
    }

    private static void Table(StringBuilder page, IEnumerable<Setting> settings, bool withSource)
    {
        page.Append(withSource ? "| key | default | range | source | meaning |\n|---|---|---|---|---|\n"
            : "| key | default | range | meaning |\n|---|---|---|---|\n");
        foreach (var (key, value, range, meaning) in settings)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| `{key}` | {value} | {range} | {(withSource ? (key == "model.ablation" ? "paper, Table V" : Source(meaning)) + " | " : "")}{meaning} |\n");
        }
    }

    private static IEnumerable<Setting> InCode(IEnumerable<Setting> settings) =>
        settings.Select(setting => setting with { Key = char.ToUpperInvariant(setting.Key[0]) + setting.Key[1..] });

    private static void Presets(StringBuilder page)
    {
        var defaults = Flat(Tree(new TrainingOptions()), "").ToDictionary();
        var presets = TrainingPresets.Names.ToDictionary(name => name, name => Flat(Tree(TrainingPresets.Read(name)), "").ToDictionary());
        page.Append(CultureInfo.InvariantCulture,
            $"| key | default | {string.Join(" | ", presets.Keys)} |\n|---|---|{string.Concat(presets.Select(_ => "---|"))}\n");
        foreach (var (key, value) in defaults.Where(
            setting => setting.Key != "preset" && presets.Values.Any(preset => preset[setting.Key] != setting.Value)))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| `{key}` | {value} | {string.Join(" | ", presets.Values.Select(preset => preset[key] == value ? "" : preset[key]))} |\n");
        }
    }

    private static IEnumerable<Setting> Settings(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && !property.IsDefined(typeof(JsonIgnoreAttribute))))
        {
            string key = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.PropertyType.IsClass && property.PropertyType != typeof(string) && property.PropertyType.Assembly == type.Assembly)
            {
                foreach (var inner in Settings(property.PropertyType, key + "."))
                {
                    yield return inner;
                }
            }
            else if (!typeof(Delegate).IsAssignableFrom(property.PropertyType))
            {
                yield return new Setting(key, Shown(property.GetValue(Activator.CreateInstance(type))), Range(type, property, key),
                    Summaries.Value.GetValueOrDefault($"P:{type.FullName}.{property.Name}", ""));
            }
            else
            {
                yield return new Setting(key, "none", "a function", Summaries.Value.GetValueOrDefault($"P:{type.FullName}.{property.Name}", ""));
            }
        }
    }

    // The program is asked: a value far outside is refused with the range.
    private static string Range(Type type, PropertyInfo property, string key)
    {
        var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string orNull = kind == property.PropertyType ? "" : ", or null";
        if (Ranges.TryGetValue(key, out string? known))
        {
            return known + orNull;
        }

        if (kind == typeof(bool))
        {
            return "true, false" + orNull;
        }

        if (kind.IsEnum)
        {
            return string.Join(", ", Enum.GetNames(kind)) + orNull;
        }

        object outside = kind == typeof(string) ? "?" : kind.GetField("MaxValue")!.GetValue(null)!;
        var root = key.Contains('.', StringComparison.Ordinal) ? new TrainingOptions() : Activator.CreateInstance(type)!;
        object target = key.Contains('.', StringComparison.Ordinal)
            ? typeof(TrainingOptions).GetProperties().Single(part => part.PropertyType == type).GetValue(root)!
            : root;
        property.SetValue(target, outside);
        try
        {
            root.GetType().GetMethod("Validate")!.Invoke(root, BindingFlags.DoNotWrapExceptions, null, null, null);
            return (kind == typeof(string) ? "any text" : kind == typeof(ulong) ? "0 or more" : "any number") + orNull;
        }
        catch (Exception problem) when (problem is OptionException or ArgumentException)
        {
            Assert.Contains(property.Name, problem.Message, StringComparison.OrdinalIgnoreCase);
            string range = Expectation().Match(problem.Message).Groups["range"].Value;
            Assert.NotEqual("", range);
            return range + orNull;
        }
    }

    private static string Source(string meaning) => string.Join(", ", new[]
    {
        PaperSource().IsMatch(meaning) ? "paper" : "",
        meaning.Contains("predecessor code", StringComparison.OrdinalIgnoreCase) ? "predecessor code" : "",
    }.Where(source => source.Length > 0).DefaultIfEmpty("ours"));

    private static JsonObject Tree(TrainingOptions options) => JsonSerializer.SerializeToNode(options, StrictJson.Options)!.AsObject();

    private static IEnumerable<KeyValuePair<string, string>> Flat(JsonObject tree, string prefix) =>
        tree.SelectMany(member => member.Value is JsonObject inner
        ? Flat(inner, prefix + member.Key + ".")
        : [KeyValuePair.Create(prefix + member.Key, member.Value is null ? "null" : member.Value.ToString())]);

    private static string Shown(object? value) => value switch
    {
        null => "null",
        "" => "(empty)",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Plain(XElement? summary)
    {
        if (summary is null)
        {
            return "";
        }

        string text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } link when link.Attribute("cref") is { } target =>
                $"`{JsonNamingPolicy.CamelCase.ConvertName(target.Value[(target.Value.LastIndexOf('.') + 1)..])}`",
            XElement element => $"`{element.Value}`",
            _ => node.ToString(),
        }));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?:expected|must be from) (?<range>.+?)(?: \(Parameter.*|; there is nothing.*|: there is nothing.*|\r?\n.*)?$",
        RegexOptions.Singleline)]
    private static partial Regex Expectation();

    [GeneratedRegex(@"\bPaper:|\(paper\)")]
    private static partial Regex PaperSource();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <param name="Key">as <c>--set</c> takes it</param>
    /// <param name="Value">its default</param>
    private sealed record Setting(string Key, string Value, string Range, string Meaning);
}
