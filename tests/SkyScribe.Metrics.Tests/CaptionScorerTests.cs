using System.Text.Json;
using CsCheck;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Scores;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests;

public class CaptionScorerTests
{
    [Theory]
    [InlineData("tricky_a")]
    [InlineData("ucm_neighbour")]
    [InlineData("sydney_perturbed")]
    [Trait("Kind", "golden")]
    public void Score_RawCaptionsOfGoldenFile_EqualsReferenceTools(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Fixture($"golden/{name}.json")));
        JsonElement[] images = [.. json.RootElement.GetProperty("images").EnumerateArray()];
        JsonElement expected = json.RootElement.GetProperty("expected");
        CaptionScores found = new CaptionScorer(new ScoringOptions { Metrics = MetricNames.All, Paraphrases = FullParaphrases.Table }).Score(
            [.. images.Select(image => image.GetProperty("candidate").GetString()!)],
            [.. images.Select(image =>
            (IReadOnlyList<string>)[.. image.GetProperty("references").EnumerateArray().Select(sentence => sentence.GetString()!)])]);
        foreach (JsonProperty metric in expected.GetProperty("corpus").EnumerateObject())
        {
            double tolerance = metric.Name.StartsWith("METEOR", StringComparison.Ordinal) ? 1e-6 : 1e-9;
            Assert.Equal(metric.Value.GetDouble(), found[metric.Name].Corpus, tolerance);
            for (int image = 0; image < images.Length; image++)
            {
                double one = expected.GetProperty("per_image").GetProperty(images[image].GetProperty("id").GetString()!).GetProperty(metric.Name)
                    .GetDouble();
                Assert.Equal(one, found[metric.Name].PerImage[image], tolerance);
            }
        }

        Assert.Equal(found[MetricNames.Cider].Corpus, found[MetricNames.CiderD].Corpus, 1e-12);
        Assert.Equal(Sm.Of(found["Bleu_4"].Corpus, found["METEOR"].Corpus, found["ROUGE_L"].Corpus, found["CIDEr"].Corpus), found["Sm"].Corpus,
            1e-12);
        Assert.Equal(found["Sm"].Corpus, found["Sm"].Resampled().Score(), 1e-9);
    }

    [Fact]
    public void Score_AnyUnicode_NeverThrowsAndStaysInRange() => Gen.Select(Gen.String, Gen.String.Array[1, 3]).Array[1, 4].Sample(images =>
    {
        CaptionScores found = new CaptionScorer().Score(
            [.. images.Select(image => image.Item1)], [.. images.Select(image => (IReadOnlyList<string>)image.Item2)]);
        Assert.All(found.ByName, score => Assert.All(score.Value.PerImage, value => Assert.InRange(value, 0, 10 + 1e-9)));
    }, iter: 200);

    [Fact]
    public void Score_FrequenciesOfAnotherCorpus_ChangesCiderDAlone()
    {
        DocumentFrequencies other =
            DocumentFrequencies.OfTokens([Some.References("a red plane"), Some.References("a boat"), Some.References("grass")]);
        IReadOnlyList<string> captions = ["a red plane on grass", "two boats"];
        IReadOnlyList<IReadOnlyList<string>> references = [["a plane on green grass"], ["two big boats", "some boats"]];
        CaptionScores plain = new CaptionScorer(new ScoringOptions { Metrics = MetricNames.All }).Score(captions, references);
        CaptionScores weighted = new CaptionScorer(new ScoringOptions { Metrics = MetricNames.All, DocumentFrequencies = other }).Score(
            captions, references);
        Assert.Equal(plain[MetricNames.Cider].Corpus, weighted[MetricNames.Cider].Corpus);
        Assert.NotEqual(plain[MetricNames.CiderD].Corpus, weighted[MetricNames.CiderD].Corpus);
    }

    [Fact]
    public void Score_MoreImagesThanABlock_EqualsTheSameImagesInOneBlock()
    {
        string[] captions = [.. Enumerable.Range(0, 2_500).Select(i => $"a {(i % 7 == 0 ? "red" : "green")} field number {i % 13}")];
        IReadOnlyList<string>[] references = [.. captions.Select((_, i) => (IReadOnlyList<string>)[$"a green field number {i % 11}", "some trees"])];
        CaptionScores blocks = new CaptionScorer(new ScoringOptions { Metrics = ["Bleu_4", "CIDEr", "ROUGE_L"] }).Score(captions, references);
        CaptionScores whole = Some.Scores(CaptionSet.Of(captions, references));
        foreach (string metric in blocks.ByName.Keys)
        {
            Assert.Equal(whole[metric].Corpus, blocks[metric].Corpus, 1e-10);
        }
    }

    [Theory]
    [InlineData("the big ")]
    [InlineData("a-")]
    public void Score_SentenceTooLongForMeteor_NamesTheImage(string part)
    {
        string[] captions = ["a road", string.Concat(Enumerable.Repeat(part, 300))];
        ArgumentException problem = Assert.Throws<ArgumentException>(() => new CaptionScorer().Score(captions, [["a road"], ["trees"]]));
        Assert.Contains("image 1 (counted from 0)", problem.Message, StringComparison.Ordinal);
        Assert.True(new CaptionScorer(new ScoringOptions { Metrics = ["Bleu_4"] }).Score(captions, [["a road"], ["trees"]])["Bleu_4"].Corpus >= 0);
    }

    // The caller chooses METEOR's table, nothing else does, and the score's name and signature say which it was.
    [Fact]
    public void Score_EachTable_NamesAndSignsMeteor()
    {
        CaptionScores Scored(ScoringOptions options) => new CaptionScorer(options).Score(["a plane"], [["two planes"]]);
        CaptionScores ordinary = Scored(new ScoringOptions()), full = Scored(new ScoringOptions { Paraphrases = FullParaphrases.Table });
        Assert.Equal(["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", "METEOR_captions_table", "ROUGE_L", "CIDEr", "SceneGraphF", "Sm"],
            ordinary.ByName.Keys);
        Assert.Equal(MetricNames.Default, full.ByName.Keys);
        Assert.Contains("captions paraphrase table (444501 pairs)", ordinary["METEOR_captions_table"].Signature, StringComparison.Ordinal);
        Assert.Contains("full paraphrase table (5274084 pairs)", full["METEOR"].Signature, StringComparison.Ordinal);
        Assert.Contains("METEOR_captions_table", ordinary["Sm"].Signature, StringComparison.Ordinal);
        Assert.All(full.ByName.Values.Where(score => !ReferenceEquals(score, full["Sm"])),
            score => Assert.Contains("PTBTokenizer 3.4.1", score.Signature, StringComparison.Ordinal));
        string problem = Assert.Throws<KeyNotFoundException>(() => ordinary["METEOR"]).Message;
        Assert.Contains("METEOR_captions_table", problem, StringComparison.Ordinal);
        Assert.Contains("SkyScribe.Metrics.Paraphrases", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_AnyOptions_AreThoseOfTheScores()
    {
        foreach (ParaphraseTable table in new[] { ParaphraseTable.Captions, FullParaphrases.Table })
        {
            foreach (IReadOnlyList<string> metrics in new[] { MetricNames.Default, MetricNames.All, [MetricNames.Sm],
                [MetricNames.MeteorCaptions, MetricNames.Cider] })
            {
                var scorer = new CaptionScorer(new ScoringOptions { Metrics = metrics, Paraphrases = table });
                Assert.Equal(scorer.Names, scorer.Score(["a plane"], [["two planes"]]).ByName.Keys);
            }
        }
    }

    // Each metric alone gives what the scorer gives.
    [Fact]
    public void Score_AllMetrics_EqualsEachMetricAlone()
    {
        GoldenFile golden = GoldenFile.Read(SharedFiles.Fixture("golden/tricky_a.json"));
        var captions = CaptionSet.OfTokens(golden.Candidates, golden.References);
        var meteor = new MeteorScorer(ParaphraseTable.Captions);
        CaptionScores alone = CaptionScores.Join(
            Some.Scores(captions), meteor.Score(captions), new MeteorScorer(null).Score(captions),
            new SkyScribe.Metrics.SceneGraph.SceneGraphF().Score(captions), new Sm(meteor).Score(captions));
        CaptionScores together = new CaptionScorer(new ScoringOptions { Metrics = MetricNames.All }).Score(captions);
        foreach ((string name, MetricScore score) in alone.ByName)
        {
            Assert.Equal(score.Corpus, together[name].Corpus, 1e-12);
            Assert.Equal(score.PerImage, together[name].PerImage);
            Assert.Equal(score.Signature, together[name].Signature);
        }
    }

    [Fact]
    public void Constructor_SpiceWithoutItsJar_SaysWhatToDo() =>
        Assert.Contains("--spice-jar", Assert.Throws<ArgumentException>(
        () => new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Spice] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_UnknownMetric_NamesTheKnownOnes() =>
        Assert.Contains("CIDEr_D", Assert.Throws<ArgumentException>(() => MetricNames.Parse("Bleu_4,SPICY")).Message, StringComparison.Ordinal);
}
