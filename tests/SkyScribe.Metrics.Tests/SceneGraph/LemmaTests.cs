using SkyScribe.Metrics.SceneGraph;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class LemmaTests
{
    [Theory]
    [InlineData("trees", "tree")]
    [InlineData("houses", "house")]
    [InlineData("buses", "bus")]
    [InlineData("churches", "church")]
    [InlineData("bushes", "bush")]
    [InlineData("boxes", "box")]
    [InlineData("factories", "factory")]
    [InlineData("leaves", "leaf")]
    [InlineData("wharves", "wharf")]
    [InlineData("men", "man")]
    [InlineData("stadiums", "stadium")]
    [InlineData("people", "people")]
    [InlineData("series", "series")]
    [InlineData("bridges", "bridge")]
    [InlineData("ellipses", "ellipse")]
    [InlineData("baseballfields", "baseballfield")]
    public void Noun_Plural_GivesItsSingular(string word, string singular) => Assert.Equal(singular, NounLemma.Of(word, "NNS"));

    [Theory]
    [InlineData("grass")]
    [InlineData("tennis")]
    [InlineData("chaparral")]
    [InlineData("gas")]
    public void Noun_Singular_StaysAsItIs(string word)
    {
        Assert.Equal(word, NounLemma.Of(word, "NN"));
        Assert.False(NounLemma.IsPlural(word, "NN"));
    }

    [Theory]
    [InlineData("parked", "park")]
    [InlineData("stopped", "stop")]
    [InlineData("divided", "divide")]
    [InlineData("surrounding", "surround")]
    [InlineData("surounded", "surround")]
    [InlineData("semi-surrounded", "semi-surround")]
    [InlineData("goes", "go")]
    [InlineData("passes", "pass")]
    [InlineData("crosses", "cross")]
    [InlineData("lies", "lie")]
    [InlineData("built", "build")]
    [InlineData("running", "run")]
    [InlineData("situated", "situate")]
    [InlineData("docked", "dock")]
    [InlineData("has", "have")]
    [InlineData("are", "be")]
    [InlineData("occupied", "occupy")]
    [InlineData("cross", "cross")]
    public void Verb_Form_GivesItsBase(string word, string lemma) => Assert.Equal(lemma, VerbLemma.Of(word));
}
