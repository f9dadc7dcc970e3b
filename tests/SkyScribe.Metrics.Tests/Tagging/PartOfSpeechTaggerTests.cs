using SkyScribe.Metrics.Tagging;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Tests.Tagging;

public class PartOfSpeechTaggerTests
{
    [Theory]
    [InlineData("many cars are parked in a parking lot", "parking", "NN")]
    [InlineData("a few free parking spots", "parking", "NN")]
    [InlineData("many cars are parked in a parking lot", "parked", "VBN")]
    [InlineData("some cars parked near the building", "parked", "VBN")]
    [InlineData("many cars are parked in a parking lot", "lot", "NN")]
    [InlineData("many cars are parked in a parking lot", "many", "JJ")]
    [InlineData("many scattered trees", "many", "JJ")]
    [InlineData("several boats are in a port", "several", "JJ")]
    [InlineData("houses close to each other", "other", "JJ")]
    [InlineData("buildings of the same size", "same", "JJ")]
    [InlineData("a few cars on the road", "few", "JJ")]
    [InlineData("two airplanes are in an airport", "two", "CD")]
    [InlineData("3 airplanes are in an airport", "3", "CD")]
    [InlineData("plants on both banks of the river", "both", "DT")]
    [InlineData("some trees and a house", "some", "DT")]
    [InlineData("some trees and a house", "a", "DT")]
    [InlineData("there are some trees", "there", "EX")]
    [InlineData("there is a river", "is", "VBZ")]
    [InlineData("the runway is long", "is", "VBZ")]
    [InlineData("many green trees are around a pond", "green", "JJ")]
    [InlineData("the roofs are green", "green", "JJ")]
    [InlineData("many green trees are around a pond", "trees", "NNS")]
    [InlineData("the fields are planted with trees", "planted", "VBN")]
    [InlineData("a playground is surrounded by trees", "surrounded", "VBN")]
    [InlineData("a villa with plants surrounded", "surrounded", "VBN")]
    [InlineData("trees surround the road", "surround", "VBP")]
    [InlineData("trees surrounding buildings", "surrounding", "VBG")]
    [InlineData("the surrounding area is bare", "surrounding", "JJ")]
    [InlineData("a house with a swimming pool", "swimming", "NN")]
    [InlineData("buildings with swimming pools are near a beach", "swimming", "NN")]
    [InlineData("many people swimming in the sea", "swimming", "VBG")]
    [InlineData("many marking lines are on the runway", "marking", "NN")]
    [InlineData("a part of deep green sparkling sea", "sparkling", "JJ")]
    [InlineData("a part of deep green sparkling sea", "deep", "JJ")]
    [InlineData("waves slapping a white sand beach", "slapping", "VBG")]
    [InlineData("cars are running on the road", "running", "VBG")]
    [InlineData("tourists are playing baseball", "playing", "VBG")]
    [InlineData("a large building is near the road", "building", "NN")]
    [InlineData("a playground next to a school", "next", "IN")]
    [InlineData("the next building is grey", "next", "JJ")]
    [InlineData("a terminal near the runway", "near", "IN")]
    [InlineData("the farmland looks like a fish scale", "like", "IN")]
    [InlineData("green trees form a piece of forest", "form", "VBP")]
    [InlineData("trees in the form of a ring", "form", "NN")]
    [InlineData("four roads used to form a junction", "form", "VB")]
    [InlineData("you can park here", "park", "VB")]
    [InlineData("many cars park in the lot", "park", "VB")]
    [InlineData("many trees are in a park", "park", "NN")]
    [InlineData("a large sports park in the city", "park", "NN")]
    [InlineData("a road next to land", "land", "NN")]
    [InlineData("two roads cross each other", "cross", "VBP")]
    [InlineData("a white cross on the roof", "cross", "NN")]
    [InlineData("a river flows through the forest", "flows", "VBZ")]
    [InlineData("two rivers flow down the hill", "flow", "VBP")]
    [InlineData("this looks like a ring", "looks", "VBZ")]
    [InlineData("train tracks pass through the station", "tracks", "NNS")]
    [InlineData("the stands of the stadium", "stands", "NNS")]
    [InlineData("a wide road stands next to the terminal", "stands", "VBZ")]
    [InlineData("tennis courts in a school", "courts", "NNS")]
    [InlineData("boats docked in lines at the harbor", "lines", "NNS")]
    [InlineData("boats docked in lines at the harbor", "docked", "VBN")]
    [InlineData("boats docked in lines at the harbor", "harbor", "NN")]
    [InlineData("with plants flourish on both banks", "flourish", "VBP")]
    [InlineData("an airplane is stopped at the airport", "stopped", "VBN")]
    [InlineData("light green meadows and a light blue pool", "light", "JJ")]
    [InlineData("a medium residential area", "medium", "JJ")]
    [InlineData("a round white building", "round", "JJ")]
    [InlineData("some trees round the pond", "round", "IN")]
    [InlineData("many crowded boats are in a port", "crowded", "JJ")]
    [InlineData("the beach is crowded with people", "crowded", "VBN")]
    [InlineData("cars are parked orderly in the lot", "orderly", "RB")]
    [InlineData("many orderly buildings", "orderly", "JJ")]
    [InlineData("on the left of the road", "left", "NN")]
    [InlineData("houses arranged neatly", "neatly", "RB")]
    [InlineData("a curved river", "curved", "JJ")]
    [InlineData("in the middle of the field", "middle", "NN")]
    [InlineData("pieces of bareland", "bareland", "NN")]
    [InlineData("turfs and bunkers", "bunkers", "NNS")]
    [InlineData("a fan-shaped square", "fan-shaped", "JJ")]
    [InlineData("a two-way road", "two-way", "JJ")]
    [InlineData("a t-junction and two t-junctions", "t-junction", "NN")]
    [InlineData("a t-junction and two t-junctions", "t-junctions", "NNS")]
    [InlineData("blue-green water", "blue-green", "JJ")]
    [InlineData("the viaduct is surroundeded by grass", "surroundeded", "VBN")]
    [InlineData("a quindrangular roof placed zorbily with glaxes fleeping", "zorbily", "RB")]
    [InlineData("a quindrangular roof placed zorbily with glaxes fleeping", "quindrangular", "JJ")]
    [InlineData("a quindrangular roof placed zorbily with glaxes fleeping", "glaxes", "NNS")]
    [InlineData("a quindrangular roof placed zorbily with glaxes fleeping", "fleeping", "VBG")]
    [InlineData("a blort", "blort", "NN")]
    [InlineData("it's the park's edge", "'s", "POS")]
    [InlineData("french houses", "french", "JJ")]
    public void Tag_WordInItsSentence_GetsItsTag(string sentence, string word, string tag)
    {
        string[] words = PtbTokenizer.Tokenize(sentence);

        Assert.Equal(tag, PartOfSpeechTagger.Tag(words)[Array.IndexOf(words, word)]);
    }

    [Theory]
    [InlineData("NN", true)]
    [InlineData("NNS", true)]
    [InlineData("NNP", true)]
    [InlineData("JJ", true)]
    [InlineData("JJR", true)]
    [InlineData("VBN", false)]
    [InlineData("VBG", false)]
    [InlineData("CD", false)]
    [InlineData("DT", false)]
    [InlineData("RB", false)]
    public void IsAttribute_Tag_KeepsNounsAndAdjectives(string tag, bool expected) => Assert.Equal(expected, PartOfSpeechTagger.IsAttribute(tag));

    [Fact]
    public void Tag_NoWords_GivesNoTags() => Assert.Empty(PartOfSpeechTagger.Tag([]));

    [Fact]
    public void Rules_EachTag_IsATagOfTheLexiconOrOurs()
    {
        string[] tags = "NN NNS NNP NNPS JJ JJR JJS VB VBP VBZ VBD VBN VBG RB RBR IN DT CD PRP PRP$ MD TO WDT EX CC RP ^ $".Split(' ');
        foreach (ContextualRule rule in ContextualRules.All)
        {
            foreach (string? condition in new[] { rule.From, rule.To, rule.Previous, rule.Next, rule.SecondPrevious })
            {
                Assert.All(condition?.Split('|') ?? [], tag => Assert.Contains(tag, tags));
            }
        }
    }
}
