using System.Text.Json;
using CsCheck;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Scores;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.Meteor;

public class MeteorScorerTests
{
    private const double Tolerance = 1e-6;

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
    public void Score_CandidateEqualToAReference_IsOne() =>
        Gen.Int[0, 5].Select(i => new[] { "a", "red", "plane", "buildings", "'s", "%" }[i]).Array[1, 20].Sample(words =>
        Assert.Equal(1, Score(ParaphraseTable.Captions, [words], [[["x"], words]]).Corpus, 1e-12));

    [Fact]
    public void Score_AnyTokens_IsInRange() => Gen.Select(Gen.String[1, 5].Array[0, 8], Gen.String[1, 5].Array[0, 8]).Sample((candidate, reference) =>
        Assert.InRange(Score(ParaphraseTable.Captions, [candidate], [[reference]]).Corpus, 0, 1));

    [Fact]
    public void Score_SentenceOverTheLimit_NamesTheImage()
    {
        string[] sentence = [.. Enumerable.Repeat("a", MeteorScorer.MaxWords + 1)];
        ArgumentException problem = Assert.Throws<ArgumentException>(() => Score(null, [["a"], ["a"]], [[["a"]], [sentence]]));
        Assert.Contains("image 1 has a sentence of 257 words", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_LongestSentencesOfOneWord_Ends() => Assert.InRange(
        Score(null, [[.. Enumerable.Repeat("a", 60)]], [[[.. Enumerable.Repeat("a", 59)]]]).Corpus, 0.5, 1);

    private static void AssertEqual(string path)
    {
        GoldenFile golden = GoldenFile.Read(path);
        AssertEqual(path, golden, "METEOR_no_paraphrase", null);
        AssertEqual(path, golden, "METEOR", FullParaphrases.Table);
        AssertEqual(path, golden, "METEOR_captions_table", ParaphraseTable.Captions);
    }

    private static void AssertEqual(string path, GoldenFile golden, string metric, ParaphraseTable? table)
    {
        Assert.Equal([metric], new MeteorScorer(table).Names);
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement expected = json.RootElement.GetProperty("expected");
        MetricScore found = Score(table, golden.Candidates, golden.References);
        string[] wrong = [.. golden.Ids.Select(
            (id, image) => (id, image, Expected: expected.GetProperty("per_image").GetProperty(id).GetProperty(metric).GetDouble()))
            .Where(entry => Math.Abs(entry.Expected - found.PerImage[entry.image]) > Tolerance)
            .Select(entry =>
            $"{metric} {entry.id}: {found.PerImage[entry.image]}, expected {entry.Expected}: {string.Join(' ', golden.Candidates[entry.image])}")];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
        Assert.Equal(expected.GetProperty("corpus").GetProperty(metric).GetDouble(), found.Corpus, Tolerance);
    }

    // More words than are kept: no image may lose a match because its words were looked up at different times.
    [Fact]
    public void Find_MoreWordsThanAreKept_GivesEqualWordsOfAnImageOneObject()
    {
        var lexicon = new MeteorLexicon(null);
        lexicon.Find([.. Enumerable.Range(0, (1 << 18) + 10).Select(i => $"w{i}")], []);
        var unkept = new Dictionary<string, MeteorWord>();
        MeteorWord[] candidate = lexicon.Find(["new", "w1"], unkept), reference = lexicon.Find(["new", "w1", "other"], unkept);
        Assert.Same(candidate[0], reference[0]);
        Assert.Same(candidate[1], reference[1]);
        Assert.NotSame(reference[0], reference[2]);
    }

    private static MetricScore Score(ParaphraseTable? table, IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Some.Score(new MeteorScorer(table), candidates, references)[0];
}
