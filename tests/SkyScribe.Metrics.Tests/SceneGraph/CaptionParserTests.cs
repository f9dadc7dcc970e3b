using System.Text.Json;
using CsCheck;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class CaptionParserTests
{
    private static readonly string[] Words =
        ["a", "two", "many", "red", "trees", "road", "lot", "lots", "of", "and", "with", "it", "them", "is", "are", "parked", "surrounded", "by",
        "in", "which", "while", "beside", "there", "goes", "to", "'s", "no", "very"];

    public static TheoryData<string> Agreed => [.. ReadCaption.All.Where(read => read.Reason is null).Select(read => read.Caption)];

    public static TheoryData<string> Disputed => [.. ReadCaption.All.Where(read => read.Reason is not null).Select(read => read.Caption)];

    [Theory]
    [MemberData(nameof(Agreed))]
    public void Parse_RealCaption_GivesTheTuplesThatAPersonRead(string caption)
    {
        ReadCaption read = ReadCaption.All.Single(other => other.Caption == caption);

        Assert.Equal(string.Join("; ", read.Tuples), string.Join("; ", ReadCaption.Parse(caption)));
    }

    [Theory]
    [MemberData(nameof(Disputed))]
    public void Parse_CaptionItIsKnownToReadOtherwise_StillDoes(string caption)
    {
        // One that agrees by now belongs with the others.
        ReadCaption read = ReadCaption.All.Single(other => other.Caption == caption);

        Assert.NotEqual(read.Tuples, ReadCaption.Parse(caption));
    }

    [Theory]
    [InlineData("the lawn is green", "lawn; lawn:green")]
    [InlineData("the lawn is green and very large", "lawn; lawn:green; lawn:large")]
    [InlineData("the roofs are green and the ground is dark", "ground; ground:dark; roof; roof:green")]
    [InlineData("a road is between the river and the forest", "forest; river; road; road>between>forest; road>between>river")]
    [InlineData("a house is near a river and next to a road", "house; house>near>river; house>next to>road; river; road")]
    [InlineData("a large piece of meadow", "meadow; meadow:large")]
    [InlineData("a large number of cars", "car; car:many")]
    [InlineData("some of the cars", "car")]
    [InlineData("trees surround the pond", "pond; tree; tree>surround>pond")]
    [InlineData("the pond is surrounded by trees", "pond; tree; tree>surround>pond")]
    [InlineData("the hill is covered with snow", "hill; snow; snow>cover>hill")]
    [InlineData("the villa has a pool", "pool; villa; villa>with>pool")]
    [InlineData("a river which is green goes through the forest", "forest; river; river:go; river:green; river>through>forest")]
    [InlineData("the river goes through the forest", "forest; river; river:go; river>through>forest")]
    [InlineData("trees are in two sides of the road", "road; tree; tree>on both sides of>road")]
    [InlineData("a lake is in the middle of a park", "lake; lake>in the middle of>park; park")]
    [InlineData("in the middle of the park there is a lake", "lake; lake>in the middle of>park; park")]
    [InlineData("houses are close to each other", "house")]
    [InlineData("the park's edge", "edge; edge:park")]
    [InlineData("it is green", "")]
    [InlineData("is in the", "")]
    [InlineData("", "")]
    public void Parse_Construction_IsReadAsTheGrammarSays(string caption, string tuples) =>
        Assert.Equal(tuples, string.Join("; ", ReadCaption.Parse(caption)));

    [Fact]
    public void Expected_File_HasManyCaptionsAndFewAreDisputed()
    {
        Assert.True(ReadCaption.All.Count >= 60);
        Assert.True(Disputed.Count * 10 <= ReadCaption.All.Count);
    }

    [Fact]
    public void Parse_AnyWords_StatesObjectsOfAllTuplesOnce() => Gen.Int[0, Words.Length - 1].Select(i => Words[i]).Array[0, 25].Sample(tokens =>
    {
        IReadOnlyList<SceneTuple> tuples = CaptionParser.Parse(tokens);
        HashSet<string> objects = [.. tuples.Where(tuple => tuple is { Attribute: null, Relation: null }).Select(tuple => tuple.Object)];
        Assert.All(tuples, tuple => Assert.Contains(tuple.Object, objects));
        Assert.All(tuples.Where(tuple => tuple.Target is not null), tuple => Assert.Contains(tuple.Target!, objects));
        Assert.Equal(tuples.Count, tuples.Distinct().Count());
    });

    [Fact]
    public void Parse_OddUnicode_DoesNotThrow() => Gen.String.Array[0, 12].Sample(tokens => Assert.NotNull(CaptionParser.Parse(tokens)));

    [Fact]
    public void Parse_VeryLongCaptions_AreBounded()
    {
        foreach (string repeated in (string[])["a lot of", "red and", "trees and", "very", "trees with cars beside them", "lot of lot of"])
        {
            string[] tokens = Some.Tokens(string.Join(' ', Enumerable.Repeat(repeated, 20_000)));

            Assert.InRange(CaptionParser.Parse(tokens).Count, 0, 2_000);
        }
    }

    [Fact]
    public void Parse_CaptionsOfRsicdVal_NearlyAllHaveAnObject()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Require("data/rsicd/dataset_rsicd.json")));
        string[][] captions = [.. json.RootElement.GetProperty("images").EnumerateArray()
            .Where(image => image.GetProperty("split").GetString() == "val")
            .SelectMany(image => image.GetProperty("sentences").EnumerateArray())
            .Select(sentence => PtbTokenizer.Tokenize(sentence.GetProperty("raw").GetString()!))
            .Where(tokens => tokens.Length > 0)];

        // Of 5,470 sentences, one has no words.
        Assert.Equal(5_469, captions.Length);
        Assert.True(captions.Count(tokens => CaptionParser.Parse(tokens).Count > 0) >= 0.99 * captions.Length);
    }
}
