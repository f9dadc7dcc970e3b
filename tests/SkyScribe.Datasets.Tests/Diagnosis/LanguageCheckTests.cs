using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Text;

namespace SkyScribe.Datasets.Tests.Diagnosis;

public sealed class LanguageCheckTests
{
    [Theory]
    [InlineData("\u8BB8\u591A\u7EFF\u8272\u7684\u6811\u6728\u5728\u6CB3\u8FB9|\u4E24\u6761\u5F2F\u66F2\u7684\u9053\u8DEF", "no-blanks-between-words")]
    [InlineData("\u7DD1\u306E\u6728\u304C\u3042\u308B\u3002|\u5DDD\u3001\u6A4B", "no-blanks-between-words")]
    [InlineData("\u0E15\u0E49\u0E19\u0E44\u0E21\u0E49\u0E2A\u0E35\u0E40\u0E02\u0E35\u0E22\u0E27", "no-blanks-between-words")]
    [InlineData("airport|beach|beach|a long road", "one-word-captions")]
    [InlineData("beaucoup d'arbres verts et plusieurs b\u00E2timents sont autour d'un \u00E9tang|une rivi\u00E8re courbe traverse la for\u00EAt|plusieurs avions blancs sont gar\u00E9s pr\u00E8s de l'a\u00E9roport|des maisons aux toits rouges longent la route|quelques bateaux naviguent pr\u00E8s du port tranquille", "not-english")]
    public void Check_CaptionsThatAreNotEnglishWords_SaysSo(string captions, string code)
    {
        string[][] sentences = [.. Enumerable.Repeat(captions.Split('|'), 3).SelectMany(all => all).Select(CaptionTokenizer.Tokenize)];
        Assert.Contains(LanguageCheck.Check(sentences), finding => finding.Code == code && finding.Severity == Severity.Warning);
    }

    [Fact]
    public void Check_OrdinaryCaptions_FindsNothing()
    {
        string[][] sentences = [.. Enumerable.Repeat(CaptionTokenizer.Tokenize("Many green trees are in two sides of a curved river ."), 20)];
        Assert.Empty(LanguageCheck.Check(sentences));
    }

    [Fact]
    public void Check_FewOneWordCaptions_CountsThem()
    {
        string[][] sentences = [.. Enumerable.Repeat(CaptionTokenizer.Tokenize("Many green trees ."), 20), ["airport"]];
        Finding finding = Assert.Single(LanguageCheck.Check(sentences));
        Assert.Equal((Severity.Note, "one-word-captions"), (finding.Severity, finding.Code));
        Assert.StartsWith("1 of 21 captions", finding.Text, StringComparison.Ordinal);
    }
}
