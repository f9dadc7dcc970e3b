using CsCheck;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests;

/// <summary>Test data.</summary>
internal static class Some
{
    private static readonly string[] Words = ["a", "red", "plane", "road", "near"];

    /// <summary>A sentence over few words, so that sentences share n-grams.</summary>
    public static readonly Gen<string[]> Sentence = Gen.Int[0, 4].Select(i => Words[i]).Array[0, 9];

    /// <summary>An image: its candidate and one to four references.</summary>
    public static readonly Gen<(string[] Candidate, IReadOnlyList<string[]> References)> Image =
        Gen.Select(Sentence, Sentence.Array[1, 4], (candidate, references) => (candidate, (IReadOnlyList<string[]>)references));

    public static readonly Gen<(string[] Candidate, IReadOnlyList<string[]> References)[]> Images = Image.Array[1, 8];

    public static string[] Tokens(string sentence) => sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<string[]> References(params string[] sentences) => [.. sentences.Select(Tokens)];

    /// <summary>The scores of a metric, in the order of its names.</summary>
    public static MetricScore[] Score(ICaptionMetric metric, IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        [.. metric.Score(CaptionSet.OfTokens(candidates, references)).ByName.Values];

    /// <summary>BLEU, ROUGE-L and CIDEr.</summary>
    public static CaptionScores Scores(IReadOnlyList<(string[] Candidate, IReadOnlyList<string[]> References)> images) =>
        Scores(CaptionSet.OfTokens([.. images.Select(image => image.Candidate)], [.. images.Select(image => image.References)]));

    /// <summary>BLEU, ROUGE-L and CIDEr.</summary>
    public static CaptionScores Scores(CaptionSet captions) =>
        CaptionScores.Join(new ICaptionMetric[] { new Bleu(), new RougeL(), new Cider() }.Select(metric => metric.Score(captions)));
}
