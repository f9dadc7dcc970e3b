using System.Text.Json;
using CsCheck;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.Tokenization;

public class PtbTokenizerTests
{
    [Theory]
    [InlineData("tricky_a")]
    [InlineData("ucm_neighbour")]
    [InlineData("sydney_perturbed")]
    public void Tokenize_RawCaptionsOfGoldenFile_GivesItsTokens(string name) => RequireEqualTokens(SharedFiles.Fixture($"golden/{name}.json"));

    [Fact]
    public void Tokenize_RawCaptionsOfRsicd_GivesTheReferenceTokens() => RequireEqualTokens(SharedFiles.Require("golden/rsicd_human.json"));

    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\n ", "")]
    [InlineData("a b\nc", "a b c")]
    [InlineData("They're John's. Isn't it?", "they 're john 's is n't it")]
    [InlineData("cannot gonna wanna 'tis", "can not gon na wan na 't is")]
    [InlineData("the U.S. coast, approx. 3.5 km (2 miles)", "the u.s. coast approx 3.5 km -lrb- 2 miles -rrb-")]
    [InlineData("wait ... what?! no -- never", "wait what ?! no never")]
    [InlineData("two \uD83D\uDE00 houses", "two houses")]
    [InlineData("\u00BD of the area costs \u20AC5 & \u00A23", "1/2 of the area costs $ 5 & cents 3")]
    [InlineData("co\u00ADoperate", "cooperate")]
    [InlineData("3 1/2 miles", "3\u00A01/2 miles")]
    [InlineData("see fig. 3 and fig. a", "see fig. 3 and fig a")]
    // a sigma that ends a word, and one that is a word, as in Java
    [InlineData("\u039F\u0394\u039F\u03A3 \u03A3", "\u03BF\u03B4\u03BF\u03C2 \u03C3")]
    [InlineData("Yahoo! and E! and Jeopardy! shown", "yahoo and e and jeopardy shown")]
    [InlineData("Yahoo!", "yahoo")]
    [InlineData("C++ and C# code, a c# note", "c++ and c# code a c# note")]
    [InlineData("airport_12.jpg", "airport_12 jpg")]
    [InlineData("see airport_12.jpg, port_3.png", "see airport_12 jpg port_3 png")]
    [InlineData("Gates A and B. The planes", "gates a and b the planes")]
    [InlineData("Gates A and B. the planes", "gates a and b. the planes")]
    [InlineData("zone C. Two planes, zone D. <b> x", "zone c two planes zone d <b> x")]
    [InlineData("the U.S. Navy, St. John, Dr. Who, J. Smith", "the u.s. navy st. john dr. who j smith")]
    [InlineData("Planes: 1, 2, etc. Then", "planes 1 2 etc. then")]
    [InlineData("time <pH 4) and p>0.05)", "time < ph 4 -rrb- and p > 0.05 -rrb-")]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("x <5 m or y> 3", "x < 5 m or y > 3")]
    [InlineData("<angle> </p> <br/> <br />", "<angle> </p> <br/> <br\u00A0/>")]
    [InlineData("<a href=\"x y\">link</a>", "<a\u00A0href=\"x\u00A0y\"> link </a>")]
    [InlineData("<img src='a' wide> <!-- a (b) --> <?php?>", "<img\u00A0src='a'\u00A0wide> <!--\u00A0a\u00A0(b)\u00A0--> <?php?>")]
    [InlineData("mail a@b.co, or c@d.org; now", "mail a@b.co, or c@d.org; now")]
    [InlineData("mail a@b.co. Then", "mail a@b.co then")]
    [InlineData("air\u00ADport's run\u00ADway-side do\u00ADn't air\u00ADport_12 12air\u00ADport",
        "airport 's runway-side do n't airport_12 12airport")]
    public void Tokenize_HandmadeCaption_GivesTokens(string caption, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', PtbTokenizer.Tokenize(caption)));

    [Theory]
    [InlineData("planes in zone B.", "The road", "planes in zone b")]
    [InlineData("planes in zone B.", "the road", "planes in zone b.")]
    [InlineData("planes in zone B.", "", "planes in zone b")]
    [InlineData("planes in zone B.", null, "planes in zone b.")]
    [InlineData("gate no.", "3 planes", "gate no.")]
    [InlineData("gate no.", "three planes", "gate no")]
    [InlineData("built ca.", "1900 houses", "built ca.")]
    [InlineData("built ca.", null, "built ca")]
    [InlineData("two planes", "Three planes", "two planes")]
    [InlineData("the tag <b", "c> here", "the tag < b")]
    public void Tokenize_WithTheNextCaption_SeesItsBeginning(string caption, string? next, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', PtbTokenizer.Tokenize(caption, next)));

    [Fact]
    public void References_AsOneText_AreReadSo()
    {
        string[][] references = [["zone B.", "The road"], ["Planes in B."]];
        string Tokens(bool asOneText) => string.Join(" | ", SkyScribe.Metrics.Captions.ReferenceSet.Of(references, asOneText).Tokens.SelectMany(
            own => own).Select(words => string.Join(' ', words)));
        Assert.Equal("zone b. | the road | planes in b.", Tokens(false));
        Assert.Equal("zone b | the road | planes in b.", Tokens(true));
        Assert.Equal("PTBTokenizer 3.4.1, captions as one text", SkyScribe.Metrics.Captions.ReferenceSet.Of(references, true).Tokenizer);
    }

    // The rewritings of the Penn Treebank tokenizer's options normalizeCurrency, normalizeFractions, asciiQuotes and latexQuotes.
    [Theory]
    [InlineData("5 \u00A2", "5 cents")]
    [InlineData("\u00A3 5", "# 5")]
    [InlineData("\u00A4 5 \u20A0 6 \u20AC 7", "$ 5 $ 6 $ 7")]
    [InlineData("\u00A5 5", "\u00A5 5")]
    [InlineData("\u00BC \u00BD \u00BE \u2153 \u2154", "1/4 1/2 3/4 1/3 2/3")]
    [InlineData("o\u2019clock", "o'clock")]
    [InlineData("it\u2019s", "it 's")]
    [InlineData("do n&apos;t", "do n't")]
    [InlineData("\u00AD", "")]
    public void Tokenize_SignsOfOtherAlphabets_AreRewritten(string caption, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', PtbTokenizer.Tokenize(caption)));

    [Fact]
    public void Tokenize_AnyText_NeverThrowsNorGivesBlankTokens() => Gen.String.Sample(text =>
        PtbTokenizer.Tokenize(text).All(token => token.Length > 0 && !token.Contains(' ') && !token.Contains('\n')));

    [Fact]
    public void Tokenize_CaptionOverTheLimit_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PtbTokenizer.Tokenize(new string('a', (1 << 14) + 1)));

    private static void RequireEqualTokens(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var wrong = new List<string>();
        int compared = 0;
        foreach (JsonElement image in json.RootElement.GetProperty("images").EnumerateArray())
        {
            Compare(image.GetProperty("candidate"), image.GetProperty("candidate_tokens"));
            foreach ((JsonElement raw, JsonElement tokens) in image.GetProperty("references").EnumerateArray()
                .Zip(image.GetProperty("reference_tokens").EnumerateArray()))
            {
                Compare(raw, tokens);
            }
        }

        Assert.True(compared > 300);
        Assert.Empty(wrong);

        void Compare(JsonElement raw, JsonElement tokens)
        {
            compared++;
            string found = string.Join(' ', PtbTokenizer.Tokenize(raw.GetString()!));
            if (found != tokens.GetString())
            {
                wrong.Add($"{raw} -> {found}, expected {tokens}");
            }
        }
    }
}
