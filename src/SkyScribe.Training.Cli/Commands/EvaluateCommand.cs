using System.CommandLine;
using System.Text.Json;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Lab.Evaluation;
using SkyScribe.Metrics.Spice;
using SkyScribe.Packages;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe evaluate</c>: a model's scores on a split, with all that is needed to make them again.</summary>
internal static class EvaluateCommand
{
    private const string AllImages = "all";
    private const int ShownInventions = 10;

    /// <param name="models">which models it can open</param>
    public static Command Create(TrainedModels models)
    {
        var model = new Option<string[]>("--model")
        {
            Description = models.Description + " Several times: an ensemble, the mean of the trained models' word probabilities.",
            DefaultValueFactory = _ => [],
        };
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string>("--images") { Description = "Folder of the images.", Required = true };
        Option<int> skipMissing = DataChoice.CreateSkip("--skip-missing", "missing"), skipDamaged =
            DataChoice.CreateSkip("--skip-damaged", "damaged");
        var split = new Option<string?>(
            "--split") { Description = "val, test, train, or all for every image. Where it is left out: val, or all where the data has no splits." };
        var beam = new Option<int?>("--beam") { Description = "Beam size of the search; left out, the model's own." };
        var style = StyleChoice.Create();
        var output = new Option<string?>("--out") { Description = "Write the report as JSON." };
        Option<string> meteorTable = ScoringChoice.CreateMeteorTable(() => FullParaphrases.Table);
        Option<bool> oneText = ScoringChoice.CreateOneText();
        Option<string?> objects = ScoringChoice.CreateObjects(), objectWords = ScoringChoice.CreateObjectWords();
        Option<string?> spice = ScoringChoice.CreateSpiceJar();
        Option<double> spiceMinutes = ScoringChoice.CreateSpiceMinutes();
        var separately = new Option<bool>("--separately")
        {
            Description = "Each --model by itself instead of an ensemble: one table of all, with intervals and the significance of each difference.",
        };
        Option<string> form = SystemTableText.CreateOption("the table of --separately");
        var captions = new Option<string?>(
            "--captions-out") { Description = "Write the captions as a COCO results file, each image under the data set's own image_id." };
        var command = new ToolCommand("evaluate", "Captions a split and scores it against its raw sentences.")
        {
            Examples =
            [
                "evaluate --model runs/ucm --data dataset_ucm.json --images images --split val --out report.json",
                "evaluate --model runs/a --model runs/b --data dataset_ucm.json --images images",
                "evaluate --model runs/a --model runs/b --separately --data dataset_ucm.json --images images",
                "evaluate --model runs/ucm --data captions_val2014.json --images val2014 --split all --captions-out captions.json",
            ],
        };
        command.AddAll(
            model, data, images, skipMissing, skipDamaged, split, beam, style, meteorTable, oneText, spice, spiceMinutes, objects, objectWords,
            output, captions, separately, form);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            AtomicFile.Prepare(parsed.GetValue(captions));
            var scoring = ScoringChoice.WithSpice(
                ModelEvaluator.DefaultScoring with
                {
                    Paraphrases = ScoringChoice.ReadMeteorTable(parsed.GetValue(meteorTable)!, () => FullParaphrases.Table),
                    AsOneText = parsed.GetValue(oneText),
                }, parsed.GetValue(spice), parsed.GetValue(spiceMinutes));
            if (scoring.SpiceJar is { } jar)
            {
                new SpiceJar(jar).Check();
            }

            var marked = ScoringChoice.ReadObjects(parsed.GetValue(objects), parsed.GetValue(objectWords));
            string[] chosen = parsed.GetValue(model)!;
            var (dataset, scored) = Read(DataChoice.Get(parsed, data), parsed.GetValue(split), chosen);
            using var watcher = ConsoleProgress.OnError();
            dataset = LeftOutImages.Leave(
                dataset, new ImageFolder(parsed.GetValue(images)!), [scored], parsed.GetValue(skipMissing), parsed.GetValue(skipDamaged), watcher,
                cancellation);
            (EvaluationReport Report, IReadOnlyList<EvaluatedCaption> Captions) Evaluate(string[] opened)
            {
                using var trained = models.Open(opened);
                var decoding = StyleChoice.Read(parsed, style, trained);
                decoding = parsed.GetValue(beam) is { } wanted ? decoding with { BeamSize = wanted, Alternatives = 0 } : decoding;
                return ModelEvaluator.Evaluate(trained, dataset, parsed.GetValue(images)!, scored, decoding, scoring, marked, watcher, cancellation);
            }

            if (parsed.GetValue(separately))
            {
                if (chosen.Length < 2)
                {
                    throw new OptionException("--separately: expected --model twice or more");
                }

                if (parsed.GetValue(captions) is not null)
                {
                    throw new OptionException("--captions-out: writes one model's captions; leave --separately out");
                }

                string[] names = SystemScoring.Names(chosen);
                EvaluationReport[] reports = [.. chosen.Select(one => Evaluate([one]).Report)];
                watcher.Dispose();
                Array.ForEach(reports, one => Console.Error.WriteLine(one.Provenance));
                SystemScoring.Show(
                    SystemTable.Of([.. names.Zip(reports, (name, one) => (name, one.Scores))]), parsed.GetValue(form)!, parsed.GetValue(output));
                return ExitCode.Success;
            }

            var (report, found) = Evaluate(chosen);
            watcher.Dispose();
            if (parsed.GetValue(output) is { } reportPath)
            {
                AtomicFile.Write(reportPath, report.Write);
            }

            if (parsed.GetValue(captions) is { } captionsPath)
            {
                AtomicFile.Write(captionsPath, stream => JsonSerializer.Serialize(stream, found, StrictJson.Options));
            }

            Console.WriteLine(report.Provenance);
            Console.WriteLine($"scored {report.ScoredImages}");
            foreach (string warning in dataset.Warnings.Concat(report.Notes))
            {
                Console.WriteLine($"warning: {warning}");
            }

            if (!report.Model.IsSelectedOnVal)
            {
                Console.WriteLine(
                    $"warning: this model was selected on {report.Model.SelectedOn}, not on val: its scores cannot be compared with others'");
            }

            foreach (var (metric, score) in report.Scores.ByName)
            {
                var interval = report.Intervals[metric];
                Console.WriteLine(FormattableString.Invariant($"{metric,-22} {score.Corpus:f4}  (95 %: {interval.Low:f4} to {interval.High:f4})"));
            }

            Console.WriteLine(DiversityText.Of(report.Diversity));
            if (report.Inventions.Count > 0)
            {
                string[] commonest = [.. report.Inventions.Take(ShownInventions).Select(noun => $"{noun.Noun} ({noun.Captions})")];
                Console.WriteLine($"named and in no reference, commonest first: {string.Join(", ", commonest)}");
            }

            return ExitCode.Success;
        })));
        return command;
    }

    // Whoever asks for all images needs no splits, so that none can be wrong.
    private static (CaptionDataset Dataset, string Split) Read(CaptionSource source, string? split, string[] models)
    {
        CaptionDataset dataset = string.Equals(split, AllImages, StringComparison.OrdinalIgnoreCase)
            ? DatasetReader.Read(source)
            : TrainedSplits.Read(source, models.Length > 0 ? models : [BundledModel.Folder]);
        string chosen = split ?? (dataset.SplitOrigin == SplitOrigin.None ? AllImages : "val");
        _ = dataset.Split(chosen);   // before hours of captions
        return (dataset, chosen);
    }
}
