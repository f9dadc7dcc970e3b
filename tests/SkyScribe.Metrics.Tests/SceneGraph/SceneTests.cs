using SkyScribe.Metrics.SceneGraph;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class SceneTests
{
    // Made-up synonym sets: a chain field - plain - bare, in which only neighbours share one.
    private static readonly Dictionary<string, int[]> Sets = new() { ["field"] = [1], ["plain"] = [1, 2], ["bare"] = [2], ["car"] = [3],
        ["auto"] = [3], ["red"] = [4], ["scarlet"] = [4] };

    [Fact]
    public void Of_SynonymsInTwoCaptions_AreOneObjectWithTheAttributesOfBoth() =>
        Assert.Equal(3, SceneOf("car:red", "auto:scarlet", "auto:old").Count);

    [Fact]
    public void Of_RelationsOfSynonyms_AreOne() => Assert.Equal(3, SceneOf("car>on>field", "auto>on>field").Count);

    [Fact]
    public void Of_ChainOfSynonyms_DoesNotJoinItsEnds() => Assert.Equal(2, SceneOf("field", "field", "plain", "bare").Count);

    [Fact]
    public void CountIn_OtherScene_CountsTuplesWhoseWordsAllMatch()
    {
        Scene scene = SceneOf("car:red", "car>on>field");

        Assert.Equal(4, scene.Count);
        Assert.Equal(2, scene.CountIn(SceneOf("auto:scarlet")));
        Assert.Equal(3, scene.CountIn(SceneOf("auto>on>plain")));
        Assert.Equal(2, scene.CountIn(SceneOf("field>on>car")));
        Assert.Equal(0, scene.CountIn(SceneOf("tree:red")));
    }

    /// <summary>A scene of captions that say one thing each, in the short form of <see cref="ReadCaption.Short"/>.</summary>
    private static Scene SceneOf(params string[] captions) => Scene.Of([.. captions.Select(Tuples)], word => Sets.GetValueOrDefault(word, []));

    private static SceneTuple[] Tuples(string caption) => caption.Split('>') is [var from, var relation, var to]
        ? [SceneTuple.Of(from), SceneTuple.Of(to), SceneTuple.OfRelation(from, relation, to)]
        : caption.Split(':') is [var noun, var attribute] ? [SceneTuple.Of(noun), SceneTuple.OfAttribute(noun, attribute)] : [SceneTuple.Of(caption)];
}
