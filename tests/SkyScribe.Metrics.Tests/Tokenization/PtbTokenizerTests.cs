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
    [InlineData("\u039F\u0394\u039F\u03A3 \u03A3", "\u03BF\u03B4\u03BF\u03C2 \u03C3")]   // a sigma that ends a word, and one that is a word, as in Java
    public void Tokenize_HandmadeCaption_GivesTokens(string caption, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', PtbTokenizer.Tokenize(caption)));

    [Fact]
    public void Tokenize_AnyText_NeverThrowsNorGivesBlankTokens() => Gen.String.Sample(text =>
        PtbTokenizer.Tokenize(text).All(token => token.Length > 0 && !token.Contains(' ') && !token.Contains('\n')));

    [Fact]
    public void Tokenize_CaptionOverTheLimit_IsRefused() => Assert.Throws<ArgumentException>(() => PtbTokenizer.Tokenize(new string('a', (1 << 14) + 1)));

    private static void RequireEqualTokens(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var wrong = new List<string>();
        int compared = 0;
        foreach (JsonElement image in json.RootElement.GetProperty("images").EnumerateArray())
        {
            Compare(image.GetProperty("candidate"), image.GetProperty("candidate_tokens"));
            foreach ((JsonElement raw, JsonElement tokens) in image.GetProperty("references").EnumerateArray().Zip(image.GetProperty("reference_tokens").EnumerateArray()))
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
