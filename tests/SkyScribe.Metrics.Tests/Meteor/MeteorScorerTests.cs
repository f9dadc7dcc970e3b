using System.Text.Json;
using CsCheck;
using SkyScribe.Metrics.Meteor;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.Meteor;

public class MeteorScorerTests
{
    private const double Tolerance = 1e-6;

    private static readonly Lazy<ParaphraseTable> Full =
        new(() => ParaphraseTable.Open(Path.Combine(SharedFiles.Root, "src", "SkyScribe.Metrics.Paraphrases", "paraphrases-full.bin")));

    [Theory]
    [InlineData("tricky_a")]
    [InlineData("ucm_neighbour")]
    [InlineData("sydney_perturbed")]
    [Trait("Kind", "golden")]
    public void Score_GoldenTokens_EqualsReferenceToolWithEachTable(string name) => AssertEqual(SharedFiles.Fixture($"golden/{name}.json"));

    [Fact]
    [Trait("Kind", "golden")]
    public void Score_WholeRsicdVal_EqualsReferenceToolWithEachTable() => AssertEqual(SharedFiles.Require("golden/rsicd_human.json"));

    [Fact]
    public void Score_CandidateEqualToAReference_IsOne() => Gen.Int[0, 5].Select(i => new[] { "a", "red", "plane", "buildings", "'s", "%" }[i]).Array[1, 20].Sample(words =>
        Assert.Equal(1, new MeteorScorer(ParaphraseTable.Captions).Score([words], [[["x"], words]]).Corpus, 1e-12));

    [Fact]
    public void Score_AnyTokens_IsInRange() => Gen.Select(Gen.String[1, 5].Array[0, 8], Gen.String[1, 5].Array[0, 8]).Sample((candidate, reference) =>
        Assert.InRange(new MeteorScorer(ParaphraseTable.Captions).Score([candidate], [[reference]]).Corpus, 0, 1));

    [Fact]
    public void Score_SentenceOverTheLimit_NamesTheImage()
    {
        string[] sentence = [.. Enumerable.Repeat("a", MeteorScorer.MaxWords + 1)];
        ArgumentException problem = Assert.Throws<ArgumentException>(() => new MeteorScorer(null).Score([["a"], ["a"]], [[["a"]], [sentence]]));
        Assert.Contains("image 1 has a sentence of 257 words", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_LongestSentencesOfOneWord_Ends() => Assert.InRange(
        new MeteorScorer(null).Score([[.. Enumerable.Repeat("a", 60)]], [[[.. Enumerable.Repeat("a", 59)]]]).Corpus, 0.5, 1);

    private static void AssertEqual(string path)
    {
        GoldenFile golden = GoldenFile.Read(path);
        AssertEqual(path, golden, "METEOR_no_paraphrase", null);
        AssertEqual(path, golden, "METEOR", Full.Value);
        AssertEqual(path, golden, "METEOR_captions_table", ParaphraseTable.Captions);
    }

    private static void AssertEqual(string path, GoldenFile golden, string metric, ParaphraseTable? table)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement expected = json.RootElement.GetProperty("expected");
        MetricScore found = new MeteorScorer(table).Score(golden.Candidates, golden.References);
        string[] wrong = [.. golden.Ids.Select((id, image) => (id, image, Expected: expected.GetProperty("per_image").GetProperty(id).GetProperty(metric).GetDouble()))
            .Where(entry => Math.Abs(entry.Expected - found.PerImage[entry.image]) > Tolerance)
            .Select(entry => $"{metric} {entry.id}: {found.PerImage[entry.image]}, expected {entry.Expected}: {string.Join(' ', golden.Candidates[entry.image])}")];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
        Assert.Equal(expected.GetProperty("corpus").GetProperty(metric).GetDouble(), found.Corpus, Tolerance);
    }
}
