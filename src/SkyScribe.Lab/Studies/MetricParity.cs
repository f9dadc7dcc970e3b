using System.Globalization;
using System.Text.Json;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Lab.Studies;

/// <summary>How far our scores are from those of the reference tools in golden files, raw captions in.</summary>
internal static class MetricParity
{
    public static void Write(TextWriter output, IReadOnlyList<string> files)
    {
        int sentences = 0, unequal = 0, images = 0;
        var differences = new OrderedDictionary<string, (double Image, double Corpus)>();
        foreach (string file in files)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement[] all = [.. json.RootElement.GetProperty("images").EnumerateArray()];
            images += all.Length;
            foreach (JsonElement image in all)
            {
                var pairs = image.GetProperty("references").EnumerateArray().Zip(image.GetProperty("reference_tokens").EnumerateArray())
                    .Append((image.GetProperty("candidate"), image.GetProperty("candidate_tokens")));
                foreach ((JsonElement raw, JsonElement tokens) in pairs)
                {
                    sentences++;
                    unequal += string.Join(' ', PtbTokenizer.Tokenize(raw.GetString()!)) == tokens.GetString() ? 0 : 1;
                }
            }

            CaptionScores scores = new CaptionScorer(new ScoringOptions { Metrics = MetricNames.All, Paraphrases = FullParaphrases.Table }).Score(
                [.. all.Select(image => image.GetProperty("candidate").GetString()!)],
                [.. all.Select(image => (IReadOnlyList<string>)[
                .. image.GetProperty("references").EnumerateArray().Select(text => text.GetString()!)])]);
            JsonElement expected = json.RootElement.GetProperty("expected");
            foreach (JsonProperty metric in expected.GetProperty("corpus").EnumerateObject())
            {
                MetricScore found = scores[metric.Name];
                double worst = all.Select((image, i) => Math.Abs(
                    found.PerImage[i] - expected.GetProperty("per_image").GetProperty(image.GetProperty("id").GetString()!).GetProperty(metric.Name)
                    .GetDouble())).Max();
                (double image, double corpus) = differences.GetValueOrDefault(metric.Name);
                differences[metric.Name] = (Math.Max(image, worst), Math.Max(corpus, Math.Abs(found.Corpus - metric.Value.GetDouble())));
            }
        }

        output.WriteLine($"{sentences} sentences of {images} images in {files.Count} files: {unequal} with other tokens than the reference\n");
        output.WriteLine("| metric | images | largest difference of an image | largest difference of a corpus |\n|---|---|---|---|");
        foreach ((string metric, (double image, double corpus)) in differences)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {metric} | {images} | {image:0.0e+0} | {corpus:0.0e+0} |"));
        }
    }
}
