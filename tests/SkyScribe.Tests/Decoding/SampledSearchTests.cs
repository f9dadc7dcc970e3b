using SkyScribe.Decoding;

namespace SkyScribe.Tests.Decoding;

public class SampledSearchTests
{
    // What training takes probability from must be what no search chooses.
    [Fact]
    public void Suppressed_SpecialWords_AreThoseThatNoSearchChooses()
    {
        var special = new SpecialWords(Padding: 4, Begin: 2, End: 0, Unknown: 5);
        Assert.Equal(Enumerable.Range(0, 8).Where(special.IsSuppressed), special.Suppressed.Order());
    }

    [Fact]
    public void Search_KnownModel_DrawsWordsAsOftenAsTheyAreProbable()
    {
        // 4 with 0.6, 5 with 0.2, the end with 0.2 at first, then always the end; half of the mass lies on suppressed words and must not matter.
        float[] first = [-9, -9, MathF.Log(0.1f), MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.1f)];
        float[] then = [-9, -9, 0, -99, -99, -99];
        var random = new Random(5);
        const int samples = 4000;
        var captions = SampledSearch.Search(
            new ScriptedStepper(6, 2, (_, history) => history.Length == 0 ? first : then), SpecialWords.Default, samples, 20, random.NextDouble);

        Assert.Equal(2 * samples, captions.Count);
        Assert.All(captions, caption => Assert.True(caption.Finished && caption.Words.Count <= 1));
        double Share(Func<Hypothesis, bool> kind) => captions.Count(kind) / (2.0 * samples);
        Assert.Equal(0.6, Share(caption => caption.Words is [4]), 0.02);   // 0.02: 3.6 standard deviations
        Assert.Equal(0.2, Share(caption => caption.Words is [5]), 0.02);
        Assert.Equal(0.2, Share(caption => caption.Words is []), 0.02);
        Assert.Equal(Math.Log(0.3), captions.First(caption => caption.Words is [4]).LogProbability, 1e-6);
    }

    [Fact]
    public void Search_LongestLength_CutsTheCaption()
    {
        float[] endless = [-9, -9, -50, -9, 0];
        var caption = SampledSearch.Search(new ScriptedStepper(5, 1, (_, _) => endless), SpecialWords.Default, 1, 4, new Random(1).NextDouble)[0];
        Assert.Equal([4, 4, 4, 4], caption.Words);
        Assert.False(caption.Finished);
    }

    [Fact]
    public void Search_SameNumbers_SameCaptionsWhateverTheBatch()
    {
        var model = ScriptedStepper.Random(3, 9);
        var once = SampledSearch.Search(new ScriptedStepper(9, 1, model), SpecialWords.Default, 1, 8, () => 0.4);
        var many = SampledSearch.Search(new ScriptedStepper(9, 1, model), SpecialWords.Default, 5, 8, () => 0.4);
        Assert.All(many, caption => Assert.Equal(once[0].Words, caption.Words));
    }
}
