using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class GreedySearchTests
{
    [Fact]
    public void Search_KnownModel_TakesTheBestWordEachTime()
    {
        // Word 4, then word 5, then the end.
        float[] Next(int[] history) => history switch
        {
            [] => [-1, -1, -3, -0.1f, -0.5f, -2],
            [4] => [-1, -1, -3, -1, -2, -0.75f],
            _ => [-1, -1, -0.25f, -1, -2, -2],
        };
        Hypothesis caption = GreedySearch.Search(
            new ScriptedStepper(6, 1, (_, history) => Next(history)), SpecialWords.Default, new DecodingOptions())[0];
        Assert.Equal([4, 5], caption.Words);
        Assert.Equal(-1.5, caption.LogProbability, 1e-12);
        Assert.True(caption.Finished);
    }

    [Fact]
    public void Search_LongestLength_CutsTheCaption()
    {
        float[] endless = [-9, -9, -5, -9, -0.5f];
        Hypothesis caption = GreedySearch.Search(
            new ScriptedStepper(5, 1, (_, _) => endless), SpecialWords.Default, new DecodingOptions { MaxWords = 4 })[0];
        Assert.Equal([4, 4, 4, 4], caption.Words);
        Assert.Equal(-2, caption.LogProbability, 1e-12);
        Assert.False(caption.Finished);
    }
}
