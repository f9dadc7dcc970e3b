using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Benchmarks;

/// <summary>How long the metrics take: cold, each for the first time in this process; warm on 20,000 captions; and up to a million.</summary>
internal static class MetricSpeed
{
    private const int WarmImages = 20_000;

    public static void Print(string golden, int largest)
    {
        var total = Stopwatch.StartNew();
        using var json = JsonDocument.Parse(File.ReadAllBytes(golden));
        JsonElement[] images = [.. json.RootElement.GetProperty("images").EnumerateArray()];
        string[] candidates = [.. images.Select(image => image.GetProperty("candidate").GetString()!)];
        IReadOnlyList<string>[] references = [.. images.Select(
            image => (IReadOnlyList<string>)[.. image.GetProperty("references").EnumerateArray().Select(text => text.GetString()!)])];
        Console.WriteLine($"| cold, {images.Length} images, first call of each | ms |\n|---|---|");
        Row("read the file", total.Elapsed);
        string[][] tokens = [];
        IReadOnlyList<string[]>[] referenceTokens = [];
        Time("tokenize (one thread)", () =>
        {
            tokens = [.. candidates.Select(PtbTokenizer.Tokenize)];
            referenceTokens = [.. references.Select(image => (IReadOnlyList<string[]>)[.. image.Select(PtbTokenizer.Tokenize)])];
        });
        ReferenceSet prepared = ReferenceSet.OfTokens(referenceTokens);
        CaptionSet captions = prepared.WithTokens(tokens);
        Time("number and count references and captions, BLEU", () => new Bleu().Score(captions));
        Time("ROUGE-L", () => new RougeL().Score(captions));
        Time("CIDEr, weights and score", () => new Cider().Score(captions));
        Time("CIDEr of other captions, as after an epoch", () => new Cider().Score(prepared.WithTokens(tokens)));
        Time("METEOR of a word, which opens the full paraphrase table",
            () => new MeteorScorer(FullParaphrases.Table).Score(CaptionSet.Of(["plane"], [["boat"]])));
        Time("METEOR", () => new MeteorScorer(FullParaphrases.Table).Score(captions));
        Time("SceneGraphF", () => new SceneGraphF().Score(captions));
        Console.WriteLine();
        (string[] warm, IReadOnlyList<string>[] warmReferences) = Generate(candidates, references, WarmImages);
        Console.WriteLine($"| warm, {WarmImages:n0} generated images, all processors, tokenizing included | ms |\n|---|---|");
        foreach (string metric in (ReadOnlySpan<string>)["Bleu_4", MetricNames.Cider, MetricNames.Meteor, MetricNames.SceneGraphF])
        {
            var scorer = new CaptionScorer(new ScoringOptions { Metrics = [metric], Paraphrases = FullParaphrases.Table });
            Time(metric, () => scorer.Score(warm, warmReferences));
        }

        Console.WriteLine();
        Console.WriteLine("| images (5 references each, generated) | s | images/s | peak memory MB |\n|---|---|---|---|");
        for (int count = WarmImages; count <= largest; count *= count == WarmImages ? 5 : 10)
        {
            (string[] many, IReadOnlyList<string>[] theirs) = Generate(candidates, references, count);
            var clock = Stopwatch.StartNew();
            new CaptionScorer(new ScoringOptions { Paraphrases = FullParaphrases.Table }).Score(many, theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {count:n0} | {clock.Elapsed.TotalSeconds:f2} | {count / clock.Elapsed.TotalSeconds:n0} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576:n0} |"));
        }
    }

    /// <summary>Captions of the real ones' words: each word is kept, or replaced by one of another caption at the same place.</summary>
    private static (string[] Candidates, IReadOnlyList<string>[] References) Generate(
        string[] candidates, IReadOnlyList<string>[] references, int count)
    {
        var random = new Random(1);
        string[][] sentences = [
            .. candidates.Concat(references.SelectMany(image => image)).Select(sentence => sentence.Split(' ')).Where(words => words.Length > 2)];
        string One()
        {
            string[] words = [.. sentences[random.Next(sentences.Length)]];
            for (int i = 0; i < words.Length; i++)
            {
                if (random.Next(5) == 0)
                {
                    string[] other = sentences[random.Next(sentences.Length)];
                    words[i] = other[Math.Min(i, other.Length - 1)];
                }
            }

            return string.Join(' ', words);
        }

        return ([.. Enumerable.Range(0, count).Select(_ => One())], [
            .. Enumerable.Range(0, count).Select(_ => (IReadOnlyList<string>)[One(), One(), One(), One(), One()])]);
    }

    private static void Time(string what, Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        Row(what, clock.Elapsed);
    }

    private static void Row(string what, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {time.TotalMilliseconds:f1} |"));
}
