using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Spice;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.Spice;

public sealed class SpiceJarTests
{
    private static readonly CaptionSet Set = CaptionSet.Of(["A plane.", "trees"], [["a plane"], ["some trees", "a tree!"]]);

    [Fact]
    public void Score_ResultsInAnyOrder_AreGivenToTheirImages()
    {
        using var java = FakeJava.Writing("""[{"image_id":1,"scores":{"All":{"f":0.25}}},{"image_id":0,"scores":{"All":{"f":0.75}}}]""");
        MetricScore score = new SpiceJar(java.Jar).Score(Set)[SpiceJar.Name];
        Assert.Equal([0.75, 0.25], score.PerImage);
        Assert.Equal(0.5, score.Corpus);

        // coco-caption gives SPICE the tokens of the other metrics.
        Assert.Equal("""[{"image_id":0,"test":"a plane","refs":["a plane"]},{"image_id":1,"test":"trees","refs":["some trees","a tree"]}]""",
            java.Input);
    }

    [Theory]
    [InlineData("[]", "0 images, expected 2")]
    [InlineData("""[{"image_id":1,"scores":{"All":{"f":1}}},{"image_id":1,"scores":{"All":{"f":1}}}]""", "1 images, expected 2")]
    [InlineData("{}", "not what its version 1.0 writes")]
    [InlineData("""[{"image_id":7,"scores":{"All":{"f":1}}}]""", "not what its version 1.0 writes")]
    public void Score_WrongResults_AreRefused(string output, string expected)
    {
        using var java = FakeJava.Writing(output);
        Assert.Contains(expected, Assert.Throws<IOException>(() => new SpiceJar(java.Jar).Score(Set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ProgramFails_TellsItsMessage()
    {
        using var java = FakeJava.Failing("OutOfMemoryError");
        Assert.Contains("code 3: OutOfMemoryError", Assert.Throws<IOException>(() => new SpiceJar(java.Jar).Score(Set)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ProgramThatHangs_IsEndedAfterItsTime()
    {
        using var java = FakeJava.Hanging();
        var spice = new SpiceJar(java.Jar) { TimeLimit = TimeSpan.FromSeconds(0.3) };
        Assert.Contains("had not ended after 0.01 minutes", Assert.Throws<IOException>(() => spice.Score(Set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ProgramThatHangs_EndsWithTheCancellation()
    {
        using var java = FakeJava.Hanging();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        Assert.Throws<OperationCanceledException>(() => new SpiceJar(java.Jar).Score(Set, stop.Token));
    }

    [Fact]
    public void Check_WithoutJarOrJava_SaysWhichIsMissing()
    {
        using var java = FakeJava.Scoring("0.5");
        new SpiceJar(java.Jar).Check();
        Assert.Contains("nowhere.jar: there is no such file", Assert.Throws<FileNotFoundException>(() => new SpiceJar("nowhere.jar").Check()).Message,
            StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("JAVA_HOME", Path.GetTempPath());
        Assert.Contains("JAVA_HOME", Assert.Throws<IOException>(() => new SpiceJar(java.Jar).Check()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_JarInTheOptions_AddsSpiceAfterTheOthers()
    {
        using var java = FakeJava.Scoring("0.5");
        CaptionScores scores = new CaptionScorer(new ScoringOptions { SpiceJar = java.Jar }).Score(Set);
        Assert.Equal([.. MetricNames.Default.Select(name => name == MetricNames.Meteor ? MetricNames.MeteorCaptions : name), MetricNames.Spice],
            scores.ByName.Keys);
        Assert.Equal(0.5, scores[MetricNames.Spice].Corpus);
    }
}
