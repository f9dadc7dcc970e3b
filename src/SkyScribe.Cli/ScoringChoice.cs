using System.CommandLine;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Paraphrases;

namespace SkyScribe.Cli;

/// <summary>The options of commands that score: METEOR's table and SPICE's jar.</summary>
internal static class ScoringChoice
{
    private const string Full = "full", Captions = "captions";

    public static Option<string> CreateMeteorTable() => new("--meteor-table")
    {
        Description = "METEOR's paraphrase table: full; captions, the part with the words of UCM, Sydney and RSICD; or a file made by tools/SkyScribe.MetricResources. METEOR's name in the output says which.",
        DefaultValueFactory = _ => Full,
    };

    public static Option<string?> CreateSpiceJar() => new("--spice-jar") { Description = "The official spice-1.0.jar: adds SPICE (needs Java)." };

    /// <summary>The table that was asked for.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such table.</exception>
    public static ParaphraseTable ReadMeteorTable(string value) => value switch
    {
        Full => FullParaphrases.Table,
        Captions => ParaphraseTable.Captions,
        _ when File.Exists(value) => ParaphraseTable.Open(value),
        _ => throw new FileNotFoundException($"--meteor-table: found '{value}', expected {Full}, {Captions} or a table's file"),
    };
}
