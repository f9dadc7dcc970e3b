using SkyScribe.Metrics.SceneGraph;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class PrepositionsTests
{
    [Theory]
    [InlineData("in two sides of it", "on both sides of", 4)]
    [InlineData("on both sides", "on both sides of", 3)]
    [InlineData("on the other side of the road", "on the other side of", 5)]
    [InlineData("on one side", "on one side of", 3)]
    [InlineData("at the side of the road", "beside", 4)]
    [InlineData("in the very center of town", "in the middle of", 5)]
    [InlineData("in the park", "in", 1)]
    [InlineData("next to land", "next to", 2)]
    [InlineData("near by", "near", 2)]
    [InlineData("arround it", "around", 1)]
    [InlineData("tree", null, 0)]
    public void At_Words_FindsTheLongest(string words, string? label, int length) =>
        Assert.Equal((label, length), Prepositions.At(Some.Tokens(words), 0));
}
