using SkyScribe.Metrics.Meteor;

namespace SkyScribe.Metrics.Tests.Meteor;

public class EnglishStemmerTests
{
    // From the sample vocabulary that the Snowball project publishes with the algorithm, and its list of exceptions.
    [Theory]
    [InlineData("consign", "consign")]
    [InlineData("consigned", "consign")]
    [InlineData("consistency", "consist")]
    [InlineData("consolation", "consol")]
    [InlineData("consolidating", "consolid")]
    [InlineData("conspirators", "conspir")]
    [InlineData("constables", "constabl")]
    [InlineData("knackeries", "knackeri")]
    [InlineData("kneeled", "kneel")]
    [InlineData("knightly", "knight")]
    [InlineData("knocker", "knocker")]
    [InlineData("knots", "knot")]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("gently", "gentl")]
    [InlineData("news", "news")]
    [InlineData("succeed", "succeed")]
    [InlineData("communism", "communism")]
    [InlineData("generally", "general")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("ties", "tie")]
    [InlineData("cries", "cri")]
    [InlineData("gas", "gas")]
    [InlineData("this", "this")]
    [InlineData("kiwis", "kiwi")]
    [InlineData("say", "say")]
    [InlineData("by", "by")]
    [InlineData("cry", "cri")]
    [InlineData("youth", "youth")]
    [InlineData("buildings", "build")]
    [InlineData("'s", "'s")]
    public void Stem_PublishedWord_GivesPublishedStem(string word, string stem) => Assert.Equal(stem, EnglishStemmer.Stem(word));
}
