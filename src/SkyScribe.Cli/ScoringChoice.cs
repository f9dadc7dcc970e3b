using System.CommandLine;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Spice;

namespace SkyScribe.Cli;

/// <summary>The options of commands that score: METEOR's table and SPICE's jar.</summary>
internal static class ScoringChoice
{
    private const string Full = "full", Captions = "captions";
    private const double MostMinutes = 10_000;

    /// <param name="full">opens METEOR's full table, where the tool carries it; null where it does not</param>
    public static Option<string> CreateMeteorTable(Func<ParaphraseTable>? full) => new("--meteor-table")
    {
        Description = $"METEOR's paraphrase table: {(full is null ? "" : "full; ")}captions, the part with the words of UCM, Sydney and RSICD; or a file made by "
            + "tools/SkyScribe.MetricResources. METEOR's name in the output says which.",
        DefaultValueFactory = _ => full is null ? Captions : Full,
    };

    public static Option<bool> CreateOneText() => new("--one-text")
    {
        Description = "Read each caption with the beginning of the next, as the reference tools do; without it a caption's tokens depend on itself alone.",
    };

    public static Option<string?> CreateObjects() => new("--objects")
    {
        Description = "Objects marked by hand, {\"images\": [{\"filename\", \"objects\": [kind, ...]}]}: adds Objects_P and Objects_R, how many of the "
            + "named kinds are in the picture, and how many of those in it are named.",
    };

    public static Option<string?> CreateObjectWords() => new("--object-words")
    {
        Description = "Which words name which kinds of --objects, lines of \"kind: word, two words\"; left out, 17 kinds of aerial pictures.",
    };

    /// <summary>The marked objects that were asked for; null where none were.</summary>
    /// <exception cref="OptionException">There are words and no objects.</exception>
    public static ObjectLabelFile? ReadObjects(string? objects, string? words) => objects is not null ? ObjectLabelFile.Read(objects, words)
        : words is null ? null : throw new OptionException("--object-words: says which words name the kinds of --objects, which is missing");

    public static Option<string?> CreateSpiceJar() => new("--spice-jar") { Description = "The official spice-1.0.jar: adds SPICE (needs Java)." };

    public static Option<double> CreateSpiceMinutes()
    {
        var option = new Option<double>("--spice-minutes")
        {
            Description = "How long SPICE may run; a program that hangs is ended then.",
            DefaultValueFactory = _ => SpiceJar.DefaultTimeLimit.TotalMinutes,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= MostMinutes))
            {
                result.AddError($"--spice-minutes: expected more than 0 and at most {MostMinutes}");
            }
        });
        return option;
    }

    /// <summary>The options with SPICE, as the user wants it.</summary>
    public static ScoringOptions WithSpice(ScoringOptions options, string? jar, double minutes) => options with
    {
        SpiceJar = jar,
        SpiceTimeLimit = TimeSpan.FromMinutes(minutes),
        SpiceProgress = new Told(elapsed => Console.Error.WriteLine(
        $"SPICE has run for {ProgressText.Of(elapsed)} (it is ended after {ProgressText.Of(TimeSpan.FromMinutes(minutes))}; Ctrl-C ends it now)")),
    };

    /// <summary>The table that was asked for.</summary>
    /// <exception cref="OptionException">The full table is asked for, and this tool does not carry it.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such table.</exception>
    public static ParaphraseTable ReadMeteorTable(string value, Func<ParaphraseTable>? full) => value switch
    {
        Full => full?.Invoke() ?? throw new OptionException(
            $"--meteor-table: this tool carries the part for captions of UCM, Sydney and RSICD ({Captions}); the full table is in the tool skyscribe-train, or give the table's file"),
        Captions => ParaphraseTable.Captions,
        _ when File.Exists(value) => ParaphraseTable.Open(value),
        _ => throw new FileNotFoundException($"--meteor-table: found '{value}', expected {Full}, {Captions} or a table's file"),
    };

    // Not Progress<T>: its callbacks come late.
    private sealed class Told(Action<TimeSpan> tell) : IProgress<TimeSpan>
    {
        public void Report(TimeSpan value) => tell(value);
    }
}
