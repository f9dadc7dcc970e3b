using CsCheck;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.WordOverlap;

/// <summary>BLEU, ROUGE-L and CIDEr together.</summary>
public class WordOverlapTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("ucm_neighbour")]
    [InlineData("sydney_perturbed")]
    [InlineData("tricky_a")]
    [Trait("Kind", "golden")]
    public void Score_GoldenTokens_EqualsReferenceTools(string name) => AssertEqual(GoldenFile.Read(SharedFiles.Fixture($"golden/{name}.json")));

    [Fact]
    [Trait("Kind", "golden")]
    public void Score_WholeRsicdVal_EqualsReferenceTools() => AssertEqual(GoldenFile.Read(SharedFiles.Require("golden/rsicd_human.json")));

    [Fact]
    public void ByName_AnyScores_HasReferenceNamesInOrder() =>
        Assert.Equal(GoldenFile.Metrics, Some.Scores([(["a"], Some.References("a"))]).ByName.Keys);

    [Fact]
    public void Score_ImagesInAnotherOrder_MovesTheScoresOnly() =>
        Gen.Select(Some.Images, Gen.Int[0, int.MaxValue]).Sample((images, seed) =>
        {
            int[] order = [.. Enumerable.Range(0, images.Length)];
            new Random(seed).Shuffle(order);
            CaptionScores straight = Some.Scores(images);
            CaptionScores shuffled = Some.Scores([.. order.Select(i => images[i])]);
            foreach (string name in GoldenFile.Metrics)
            {
                Assert.Equal(straight.ByName[name].Corpus, shuffled.ByName[name].Corpus, 1e-12);
                for (int i = 0; i < order.Length; i++)
                {
                    Assert.Equal(straight.ByName[name].PerImage[order[i]], shuffled.ByName[name].PerImage[i], 1e-12);
                }
            }
        });

    [Fact]
    public void Score_AnySentences_StaysInRange() => Some.Images.Sample(images =>
    {
        CaptionScores scores = Some.Scores(images);
        foreach ((string name, MetricScore score) in scores.ByName)
        {
            double maximum = name == "CIDEr" ? 10 + 1e-12 : 1;
            Assert.All(score.PerImage.Append(score.Corpus), value => Assert.InRange(value, 0, maximum));
        }
    });

    [Fact]
    public void Score_ManyThreads_GivesTheSameBits()
    {
        GoldenFile golden = GoldenFile.Read(SharedFiles.Fixture("golden/tricky_a.json"));
        var references = ReferenceSet.OfTokens(golden.References);
        CaptionScores expected = Some.Scores(CaptionSet.OfTokens(golden.Candidates, golden.References));
        Parallel.For(0, 8, _ =>
        {
            CaptionScores scores = Some.Scores(references.WithTokens(golden.Candidates));
            Assert.All(GoldenFile.Metrics, name => Assert.Equal(expected.ByName[name].PerImage, scores.ByName[name].PerImage));
        });
    }

    private static void AssertEqual(GoldenFile golden)
    {
        CaptionScores scores = Some.Scores(CaptionSet.OfTokens(golden.Candidates, golden.References));
        foreach (string name in GoldenFile.Metrics)
        {
            Assert.Equal(golden.Corpus[name], scores.ByName[name].Corpus, Tolerance);
            for (int i = 0; i < golden.Ids.Count; i++)
            {
                double expected = golden.PerImage[golden.Ids[i]][name], found = scores.ByName[name].PerImage[i];
                Assert.True(Math.Abs(expected - found) <= Tolerance, $"{name} of {golden.Ids[i]}: expected {expected:R}, found {found:R}");
            }
        }
    }
}
