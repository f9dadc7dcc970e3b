using CsCheck;

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

    public static CaptionScores Scores(IReadOnlyList<(string[] Candidate, IReadOnlyList<string[]> References)> images) =>
        new CaptionEvaluator().Evaluate([.. images.Select(image => image.Candidate)], [.. images.Select(image => image.References)]);
}
