using System.Text.Json;

namespace SkyScribe.Metrics.Tests;

/// <summary>
/// Tokenized captions with the scores that coco-caption (Python, Java tokenizer) gave them. The committed ones are shared/golden's, without
/// the raw sentences and without METEOR.
/// </summary>
internal sealed record GoldenFile(
    IReadOnlyList<string> Ids,
    IReadOnlyList<string[]> Candidates,
    IReadOnlyList<IReadOnlyList<string[]>> References,
    IReadOnlyDictionary<string, double> Corpus,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> PerImage)
{
    public static readonly string[] Metrics = ["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4", "ROUGE_L", "CIDEr"];

    public static GoldenFile Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement[] images = [.. json.RootElement.GetProperty("images").EnumerateArray()];
        JsonElement expected = json.RootElement.GetProperty("expected");
        return new GoldenFile(
            [.. images.Select(image => image.GetProperty("id").GetString()!)],
            [.. images.Select(image => Tokens(image.GetProperty("candidate_tokens")))],
            [.. images.Select(image => (IReadOnlyList<string[]>)[.. image.GetProperty("reference_tokens").EnumerateArray().Select(Tokens)])],
            Scores(expected.GetProperty("corpus")),
            expected.GetProperty("per_image").EnumerateObject().ToDictionary(image => image.Name, image => Scores(image.Value)));
    }

    private static string[] Tokens(JsonElement sentence) => Some.Tokens(sentence.GetString()!);

    private static IReadOnlyDictionary<string, double> Scores(JsonElement scores) =>
        Metrics.ToDictionary(name => name, name => scores.GetProperty(name).GetDouble());
}
