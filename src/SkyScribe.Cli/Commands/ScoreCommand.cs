using System.CommandLine;
using System.Globalization;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe score</c>: scores captions from files, or compares two score files.</summary>
internal static class ScoreCommand
{
    public static Command Create(Func<ParaphraseTable>? fullParaphrases)
    {
        var candidates = new Option<string[]>("--candidates")
        {
            Description = "Captions: COCO results, {id: caption}, JSON lines, a table, what caption --format json or csv wrote, or a golden file. "
                + "Several files: one table of all, with intervals and the significance of each difference.",
            AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [],
        };
        var references = new Option<string?>(
            "--references") { Description = "References: a caption file in any layout of docs/reference/formats.md, {id: [captions]}, or a golden file." };
        var split = new Option<string?>("--split") { Description = "Only this split of the references, where they have splits." };
        var metrics = new Option<string?>(
            "--metrics") { Description = $"Comma-separated, or all: {string.Join(", ", MetricNames.All)}; content for those after Sm; SPICE with --spice-jar." };
        var output = new Option<string?>("--out") { Description = "Write the scores as JSON, with those of each image." };
        var table = new Option<bool>("--table") { Description = "Print a Markdown table." };
        Option<string> form = SystemTableText.CreateOption("the table of several files");
        var partial = new Option<bool>("--partial") { Description = "Score the images that have both a caption and references." };
        var frequencies = new Option<string?>(
            "--frequencies") { Description = "References whose document frequencies weigh CIDEr_D, as \"file\" or \"file:split\"." };
        var training = new Option<string?>(
            "--training") { Description = "Training captions, as \"file\" or \"file:split\", to tell which captions are new." };
        Option<string?> spice = ScoringChoice.CreateSpiceJar();
        Option<double> spiceMinutes = ScoringChoice.CreateSpiceMinutes();
        Option<string> meteorTable = ScoringChoice.CreateMeteorTable(fullParaphrases);
        Option<bool> oneText = ScoringChoice.CreateOneText();
        Option<string?> objects = ScoringChoice.CreateObjects(), objectWords = ScoringChoice.CreateObjectWords();
        var compare = new Option<string[]>("--compare") { Description = "Two score files to compare; several seeds of a system as a,b,c.",
            Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
        var trials = new Option<int>("--trials") { Description = "Resamples for intervals and p-values; 0 for none.", DefaultValueFactory = _ =>
            new ResamplingOptions().Trials };
        var command = new ToolCommand("score", "Scores captions as the reference tools do, without Java; or compares two scored systems.")
        {
            Examples = ["score --candidates captions.json --references dataset_rsicd.json --split val --out scores.json",
            "score --candidates captions.jsonl --references dataset_rsicd.json --split val", "score --compare baseline.json scores.json",
            "score --candidates a.json b.json c.json --references dataset_rsicd.json --split val --format latex"],
        };
        command.AddAll(candidates, references, split, metrics, output, table, form, partial, frequencies, training, meteorTable, oneText, spice,
            spiceMinutes, objects, objectWords, compare, trials);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            ResamplingOptions resampling = new() { Trials = parsed.GetValue(trials) is >= 0 and <= 1_000_000 and var count ? count
                : throw new OptionException("--trials: expected 0 to 1,000,000") };
            AtomicFile.Prepare(parsed.GetValue(output));
            if (parsed.GetValue(compare) is { Length: 2 } pair)
            {
                return Compare(pair, resampling, parsed.GetValue(output));
            }

            if (parsed.GetValue(candidates) is not { Length: > 0 } files || parsed.GetValue(references) is not { } referencesPath)
            {
                throw new OptionException("score needs --candidates and --references, or --compare with two score files");
            }

            ParaphraseTable paraphrases = ScoringChoice.ReadMeteorTable(parsed.GetValue(meteorTable)!, fullParaphrases);
            var scoring = ScoringChoice.WithSpice(new ScoringOptions
            {
                Metrics = parsed.GetValue(metrics) is { } list ? ExitCode.InputTo(() => MetricNames.Parse(list)) : MetricNames.Default,
                DocumentFrequencies = parsed.GetValue(frequencies) is { } corpus ? ScoreReport.Frequencies(ScoreReport.ReadCorpus(corpus)) : null,
                Paraphrases = paraphrases,
                AsOneText = parsed.GetValue(oneText),
            }, parsed.GetValue(spice), parsed.GetValue(spiceMinutes));
            CaptionScorer scorer = ExitCode.InputTo(() => new CaptionScorer(scoring));
            var marked = ScoringChoice.ReadObjects(parsed.GetValue(objects), parsed.GetValue(objectWords));
            var given = ReferenceFile.Read(referencesPath, parsed.GetValue(split));
            CaptionScores Score(ScoringSet set)
            {
                CaptionScores scores = ExitCode.InputTo(
                    () => scorer.Score(set.Candidates, set.References, ScoreReport.Progress(set.Ids.Count), cancellation));
                return marked?.Score([.. set.Ids.Select(id => new[] { id })], set.Candidates) is var (named, _)
                    ? CaptionScores.Join(scores, named) : scores;
            }

            if (files.Length > 1)
            {
                SystemScoring.Show(
                    SystemScoring.Table(files, given, parsed.GetValue(partial), Score, resampling),
                    parsed.GetValue(table) ? "markdown" : parsed.GetValue(form)!, parsed.GetValue(output));
                return ExitCode.Success;
            }

            var found = CandidateFile.Read(files[0]);
            var set = ScoringSet.Join(found, given, parsed.GetValue(partial));
            CaptionScores scores = Score(set);
            var intervals = resampling.Trials == 0 ? null
                : scores.ByName.ToDictionary(score => score.Key, score => Bootstrap.Interval(score.Value.Resampled(), resampling));
            var report = new ScoreReport(found, given, set, scores, intervals, paraphrases, scoring.AsOneText, parsed.GetValue(training) is { } train
                ? ScoreReport.ReadCorpus(train) : null);
            report.Print(parsed.GetValue(table));
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.Write(path, report.Write);
            }

            return ExitCode.Success;
        })));
        return command;
    }

    private static int Compare(string[] pair, ResamplingOptions resampling, string? output)
    {
        ScoreFile[] first = [.. pair[0].Split(',').Select(ScoreFile.Read)], second = [.. pair[1].Split(',').Select(ScoreFile.Read)];
        if (resampling.Trials == 0)
        {
            throw new OptionException("--trials: a comparison needs at least 1");
        }

        IReadOnlyList<MetricComparison> results = ExitCode.InputTo(() => ScoreComparison.Compare(first, second, resampling));
        Console.WriteLine($"A: {pair[0]}\nB: {pair[1]}");
        Console.WriteLine(
            $"{first[0].Ids.Count} images, {first.Length} and {second.Length} seeds, {resampling.Trials} trials: paired approximate randomization over images, bootstrap over images{(first.Length + second.Length > 2 ? " and seeds" : "")}");
        foreach (ScoreFile file in first.Concat(second)
            .Where(file => file.SelectedOn is { } chosen && !chosen.Contains("val", StringComparison.OrdinalIgnoreCase)))
        {
            Console.WriteLine($"warning: {file.Path} was selected on {file.SelectedOn}, not on val");
        }

        Console.WriteLine();
        Console.WriteLine("| metric | A | B | B - A | 95 % interval | p | significant |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (MetricComparison result in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {result.Metric}{(result.IsApproximate ? " *" : "")} | {result.First:f4} | {result.Second:f4} | {result.Second - result.First:+0.0000;-0.0000} | {result.Difference.Low:+0.0000;-0.0000} to {result.Difference.High:+0.0000;-0.0000} | {(result.PValue is { } p ? p.ToString("f4", CultureInfo.InvariantCulture) : "-")} | {(result.IsSignificant ? "yes" : "no")} |"));
        }

        if (results.Any(result => result.IsApproximate))
        {
            Console.WriteLine("\n* interval and p of the mean of the images' scores: a file lacks the counts that the corpus score is made of");
        }

        if (output is not null)
        {
            StrictJson.Write(output, results, CliJson.Strict.IReadOnlyListMetricComparison);
        }

        return ExitCode.Success;
    }
}
