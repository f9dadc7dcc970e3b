using System.CommandLine;
using System.Text.Json;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe doctor</c>: examines a data set.</summary>
internal static class DoctorCommand
{
    private const int ShownCases = 8;

    public static Command Create()
    {
        var data = new Argument<string[]>("data") { Description = DataChoice.Description, Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> files = DataChoice.Create(required: false);
        var images = new Option<string?>("--images") { Description = "Folder of the images; without it only the captions are examined." };
        var output = new Option<string?>("--out") { Description = "Write all findings as JSON." };
        var page = new Option<string?>("--report") { Description = "Write an HTML page with thumbnails." };
        var format = new Option<string>("--format") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var threshold = new Option<int>("--attribute-threshold") { Description = "Words more frequent than this are attributes.",
            DefaultValueFactory = _ => new DoctorOptions().AttributeThreshold };
        var bits = new Option<int>("--hash-bits") { Description = "Bits of 256 by which the hashes of nearly equal pictures may differ.",
            DefaultValueFactory = _ => new DoctorOptions().MostHashBits };
        var against = new Option<string?>("--against")
        {
            Description = "Captions of a data set that is scored: looks for its val and test pictures among the training pictures, by copied sentences.",
        };
        var command = new ToolCommand(
            "doctor",
            "Examines a data set: splits, images, duplicates, captions, typos, labels. Exit code 1 if there are errors, 2 if the captions cannot be read.")
        {
            Examples = ["doctor dataset_rsicd.json --images images --report findings.html", "doctor dataset_ucm.json --format json",
            "doctor train=captions_train2014.json val=captions_val2014.json", "doctor dataset_RSITMD.json --against dataset_rsicd.json"],
        };
        command.AddAll(data, files, images, output, page, format, threshold, bits, against);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            AtomicFile.Prepare(parsed.GetValue(page));
            CaptionDataset dataset = DatasetReader.Read(CaptionSource.Parse([.. parsed.GetValue(data) ?? [], .. parsed.GetValue(files)!]));
            DoctorReport report;
            using (var watcher = ConsoleProgress.OnError())
            {
                var options = new DoctorOptions
                {
                    AttributeThreshold = parsed.GetValue(threshold), MostHashBits = parsed.GetValue(bits),
                    ScoredOn = parsed.GetValue(against) is { } other ? DatasetReader.Read(CaptionSource.Parse([other])) : null,
                };
                report = DatasetDoctor.Examine(dataset, parsed.GetValue(images), options, watcher, cancellation);
            }

            if (parsed.GetValue(output) is { } path)
            {
                StrictJson.Write(path, report, CliJson.Strict.DoctorReport);
            }

            if (parsed.GetValue(page) is { } pagePath)
            {
                AtomicFile.WriteText(pagePath, DoctorPage.Of(report, parsed.GetValue(images)));
            }

            if (parsed.GetValue(format) == "json")
            {
                Console.WriteLine(JsonSerializer.Serialize(report, CliJson.Strict.DoctorReport));
            }
            else
            {
                Print(report);
            }

            return report.HasErrors ? ExitCode.SomeFailed : ExitCode.Success;
        })));
        return command;
    }

    private static void Print(DoctorReport report)
    {
        Console.WriteLine($"{report.Dataset}, captions SHA-256 {report.DatasetHash}");
        foreach (SplitStatistics split in report.Splits)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"  {split.Split}: {split.Images} images, {split.Sentences} sentences, {split.DistinctSentencesPerImage:f2} different ones an image ({split.OneSentenceShare:p0} of the images have one only), {split.MeanLength:f1} words; opens with {string.Join(", ", split.Openings.Take(3).Select(opening => FormattableString.Invariant($"\"{opening.Key}\" {opening.Value:p0}")))}"));
        }

        foreach (Finding finding in report.Findings)
        {
            Console.WriteLine($"{finding.Severity.ToString().ToLowerInvariant(),-7} {finding.Code}: {finding.Text}");
            foreach (string one in finding.Cases.Take(ShownCases))
            {
                Console.WriteLine($"          {one}");
            }

            if (finding.Cases.Count > ShownCases)
            {
                Console.WriteLine($"          ... and {finding.Cases.Count - ShownCases} more (--out or --report has all)");
            }
        }
    }
}
