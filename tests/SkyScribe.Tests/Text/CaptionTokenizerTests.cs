using System.Text.Json;
using CsCheck;
using SkyScribe.TestSupport;

namespace SkyScribe.Text;

public class CaptionTokenizerTests
{
    [Theory]
    [InlineData("There is a piece of farmland .", "there is a piece of farmland")]
    [InlineData("Many   cars,parked (closely)  in a \"lot\"!", "many cars parked closely in a lot")]
    [InlineData("hills,surrounded by trees.On the left: a T-junction;", "hills surrounded by trees on the left a t-junction")]
    [InlineData("It's a park's edge, isn't it?", "it 's a park 's edge is n't it")]
    [InlineData("the water’s edge; we can’t, they’ll, I’m, we've, you're, she'd", "the water 's edge we ca n't they 'll i 'm we 've you 're she 'd")]
    [InlineData("you cannot see it", "you can not see it")]
    [InlineData("the houses' roofs and 'quoted' and ‘quoted’ “words”", "the houses roofs and quoted and quoted words")]
    [InlineData("semi-surrounded, state-of-the-art - half -", "semi-surrounded state-of-the-art half")]
    [InlineData("a blue‐green lake – deep — and wide", "a blue-green lake deep and wide")]
    [InlineData("the viaduct criss_crossing _ _under_", "the viaduct criss_crossing under")]
    [InlineData("3.50 m, 3,000 ships at 5:30, 4% grass & gray/grey", "3.50 m 3,000 ships at 5:30 4 % grass & gray/grey")]
    [InlineData("in 2007.Houses, tile b,4 at 3:noon x.5:y", "in 2007 houses tile b 4 at 3 noon x 5 y")]   // only between two digits
    [InlineData("it\u02BCs a T\u2011junction for $5, R&B", "it 's a t-junction for $ 5 r & b")]
    [InlineData("-left 'tis road- 3. .5 a--b", "left tis road 3 5 a b")]   // a sign at one end joins nothing
    [InlineData("color`s [wide] {curly} <end> p#q", "color s wide curly end p q")]
    [InlineData("NAÏVE Café cafe\u0301 ŘEKA РЕКА 河", "naïve café cafe\u0301 řeka река 河")]
    [InlineData("o'clock 's n't", "o'clock s n't")]
    [InlineData(" . ", "")]
    [InlineData("", "")]
    public void Tokenize_Sentence_GivesItsWords(string sentence, string words) =>
        Assert.Equal(words, string.Join(' ', CaptionTokenizer.Tokenize(sentence)));

    [Fact]
    public void Tokenize_UnpairedSurrogate_SeparatesWords() => Assert.Equal(["a", "b"], CaptionTokenizer.Tokenize("a\ud83db\udc00"));

    [Theory]
    [InlineData("ucm_neighbour")]
    [InlineData("sydney_perturbed")]
    [InlineData("rsicd_human")]
    public void Tokenize_GoldenCaptions_EqualsTreebankTokens(string golden)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Require($"golden/{golden}.json")));
        var different = new List<string>();
        int count = 0;
        foreach (JsonElement image in document.RootElement.GetProperty("images").EnumerateArray())
        {
            IEnumerable<(JsonElement Raw, JsonElement Tokens)> pairs = image.GetProperty("references").EnumerateArray()
                .Zip(image.GetProperty("reference_tokens").EnumerateArray())
                .Append((image.GetProperty("candidate"), image.GetProperty("candidate_tokens")));
            foreach ((JsonElement raw, JsonElement tokens) in pairs)
            {
                count++;
                string ours = string.Join(' ', CaptionTokenizer.Tokenize(raw.GetString()!));
                if (ours != tokens.GetString())
                {
                    different.Add($"{raw.GetString()} | {tokens.GetString()} | {ours}");
                }
            }
        }

        Assert.True(count > 500);
        Assert.Empty(different);
    }

    [Fact]
    public void Tokenize_AnyText_GivesVocabularyWordsThatStayThemselves() => Gen.String.Sample(text =>
    {
        string[] words = CaptionTokenizer.Tokenize(text);
        Assert.All(words, word => Assert.True(Vocabulary.IsWord(word), word));
        Assert.DoesNotContain(words, word => Vocabulary.ReservedWords.Contains(word));
    });
}
