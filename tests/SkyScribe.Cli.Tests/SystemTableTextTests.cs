using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Cli.Tests;

public sealed class SystemTableTextTests
{
    private static readonly SystemTable Table = new(
        7, ["Bleu_4"],
        [Row("a_b|c", 0.5), Row("d", 0.25)],
        [new SystemPair("a_b|c", "d", new Dictionary<string, SystemDifference> { ["Bleu_4"] = new(-0.25, new Interval(-0.4, -0.1), 0.01, 0.02) })]);

    [Fact]
    public void Of_Markdown_IsTwoTables() => Assert.StartsWith(
        """
        | system | Bleu_4 |
        |---|---|
        | a_b\|c | 0.5000 (0.4000 to 0.6000) |
        | d | 0.2500 (0.1500 to 0.3500) |

        | difference | Bleu_4 |
        |---|---|
        | d - a_b\|c | -0.2500 (p 0.0200) * |

        7 images; 
        """, SystemTableText.Of(Table, "markdown"), StringComparison.Ordinal);

    [Fact]
    public void Of_Latex_EscapesWhatTexReads()
    {
        string latex = SystemTableText.Of(Table, "latex");
        Assert.Contains("system & Bleu\\_4 \\\\", latex, StringComparison.Ordinal);
        Assert.Contains("a\\_b|c & 0.5000 (0.4000 to 0.6000) \\\\", latex, StringComparison.Ordinal);
        Assert.Equal(2, latex.Split("\\begin{tabular}{lc}").Length - 1);
        Assert.StartsWith("% 7 images", latex, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Json_HasEveryNumber()
    {
        using var json = System.Text.Json.JsonDocument.Parse(SystemTableText.Of(Table, "json"));
        var difference = json.RootElement.GetProperty("pairs")[0].GetProperty("differences").GetProperty("Bleu_4");
        Assert.Equal(0.02, difference.GetProperty("adjustedPValue").GetDouble());
        Assert.True(difference.GetProperty("isSignificant").GetBoolean());
    }

    [Fact]
    public void Of_Text_StandsInColumns()
    {
        string[] lines = SystemTableText.Of(Table, "text").Split('\n');
        Assert.Equal(lines[1].IndexOf("0.5000", StringComparison.Ordinal), lines[2].IndexOf("0.2500", StringComparison.Ordinal));
    }

    private static SystemRow Row(string name, double value) => new(
        name, new Dictionary<string, SystemScore> { ["Bleu_4"] = new(value, new Interval(value - 0.1, value + 0.1)) });
}
