using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Tests.WordNet;

public class SynonymSetsTests
{
    // Synset offsets of WordNet 3.0's data files.
    [Theory]
    [InlineData("car", 2958343)]
    [InlineData("cars", 2958343)]
    [InlineData("tree", 13104059)]
    [InlineData("men", 10287213)]
    [InlineData("geese", 1855672)]
    public void Of_WordOrInflectedForm_HasTheSetOfItsBase(string word, int set) => Assert.Contains(set, SynonymSets.English.Of(word));

    [Theory]
    [InlineData("car", "automobile", true)]
    [InlineData("cars", "auto", true)]
    [InlineData("grass", "grasses", true)]
    [InlineData("plane", "airplanes", true)]
    [InlineData("tree", "river", false)]
    [InlineData("qwxyz", "qwxyz", false)]
    [InlineData("", "tree", false)]
    public void Share_TwoWords_TellsWhetherASetHasBoth(string first, string second, bool expected) =>
        Assert.Equal(expected, SynonymSets.English.Share(first, second));

    [Fact]
    public void Of_LastWordOfTheFile_IsFound() => Assert.NotEmpty(SynonymSets.English.Of("zymurgy"));
}
