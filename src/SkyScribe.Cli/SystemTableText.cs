using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SkyScribe.Datasets.Scores;

namespace SkyScribe.Cli;

/// <summary>A table of several systems as text, Markdown, LaTeX or JSON.</summary>
internal static class SystemTableText
{
    private const string Explained = "bootstrap intervals of 95 % over the images; p of paired randomization tests, corrected by Holm among the pairs of a metric; * below 0.05";

    // The first where nobody says.
    private static readonly string[] Forms = ["text", "markdown", "latex", "json"];

    /// <summary>The option that chooses one.</summary>
    /// <param name="table">which table, for the description</param>
    public static Option<string> CreateOption(string table)
    {
        var form = new Option<string>("--format")
        {
            Description = $"How {table} is printed: text, markdown, latex or json.", DefaultValueFactory = _ => Forms[0],
        };
        form.AcceptOnlyFromAmong(Forms);
        return form;
    }

    /// <summary>The table in one of the forms.</summary>
    public static string Of(SystemTable table, string form) => form switch
    {
        "json" => JsonSerializer.Serialize(table, CliJson.Strict.SystemTable) + "\n",
        "latex" => Latex(table),
        "markdown" => Scores(table, Markdown) + (table.Pairs.Count == 0 ? "" : "\n" + Differences(table, Markdown) + $"\n{Capital(table)}.\n"),
        _ => Scores(table, Aligned) + (table.Pairs.Count == 0 ? "" : "\n" + Differences(table, Aligned) + $"\n{Capital(table)}\n"),
    };

    private static string Capital(SystemTable table) => $"{table.Images} images; {Explained}";

    private static string Scores(SystemTable table, Func<string[][], string> write) => write([
        ["system", .. table.Metrics],
        .. table.Systems.Select(system => (string[])[system.Name, .. table.Metrics.Select(metric => Cell(system.Scores[metric]))])]);

    private static string Differences(SystemTable table, Func<string[][], string> write) => write([
        ["difference", .. table.Metrics],
        .. table.Pairs.Select(pair =>
            (string[])[$"{pair.Second} - {pair.First}", .. table.Metrics.Select(metric => Cell(pair.Differences[metric]))])]);

    private static string Cell(SystemScore score) => score.Interval is { } interval
        ? string.Create(CultureInfo.InvariantCulture, $"{score.Value:f4} ({interval.Low:f4} to {interval.High:f4})")
        : score.Value.ToString("f4", CultureInfo.InvariantCulture);

    private static string Cell(SystemDifference difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{difference.Value:+0.0000;-0.0000;0.0000} (p {difference.AdjustedPValue:f4}){(difference.IsSignificant ? " *" : "")}");

    private static string Markdown(string[][] rows)
    {
        var text = new StringBuilder();
        for (int row = 0; row < rows.Length; row++)
        {
            text.Append("| ").AppendJoin(" | ", rows[row].Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            text.Append(row == 0 ? "|" + string.Concat(rows[0].Select(_ => "---|")) + "\n" : "");
        }

        return text.ToString();
    }

    private static string Aligned(string[][] rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    // booktabs: one tabular of scores, and one of differences.
    private static string Latex(SystemTable table)
    {
        string Tabular(string[][] rows) =>
            $"\\begin{{tabular}}{{l{new string('c', rows[0].Length - 1)}}}\n\\toprule\n{Line(rows[0])}\\midrule\n{string.Concat(rows[1..].Select(Line))}\\bottomrule\n\\end{{tabular}}\n";
        return $"% {Capital(table)}\n{Scores(table, Tabular)}" + (table.Pairs.Count == 0 ? "" : "\n" + Differences(table, Tabular));
    }

    private static string Line(string[] cells) => string.Join(" & ", cells.Select(Escaped)) + " \\\\\n";

    private static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => "\\" + letter,
        _ => letter.ToString(),
    }));
}
