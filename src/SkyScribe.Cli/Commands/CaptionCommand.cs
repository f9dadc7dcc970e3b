using System.CommandLine;
using System.Diagnostics;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe caption</c>: what a model says of images.</summary>
internal static class CaptionCommand
{
    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var paths = new Argument<string[]>(
            "PATH") { Description = "Image files, folders, or patterns such as 'images/*.jpg'.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string?>("--model") { Description = models.Description };
        var beam = new Option<int?>("--beam") { Description = "Beam size of the search; left out, the model's own." };
        var count = new Option<int>("--count")
        {
            Description = "How many captions an image that differ from each other; with --format json the others are its alternatives, each with its "
                + "log-probability.",
            DefaultValueFactory = _ => 1,
        };
        var style = StyleChoice.Create();
        var format = Choice.Option("--format", "text for people, json (one object a line), or csv.", CaptionFormat.Text);
        var output = new Option<string?>(
            "--out") { Description = "Write the captions to FILE, with progress on the terminal: written to FILE.part and renamed when complete." };
        var resume = new Option<bool>("--resume") { Description = "Resume FILE.part: images that it has are not captioned again." };
        var recursive = new Option<bool>("--recursive") { Description = "Folders include the folders below them." };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all processors.", DefaultValueFactory = _ => 0 };
        var maxPixels = new Option<long>("--max-pixels")
        {
            Description = $"Largest picture that is read, width x height, up to {ImageLimits.LargestMaxPixels}.",
            DefaultValueFactory = _ => ImageLimits.Default.MaxPixels,
        };
        var (stretch, bands) = (RenderingChoice.CreateStretch("the model's training"), RenderingChoice.CreateBands());
        var explain = new Option<string?>(
            "--explain") { Description = "Folder for one PNG an image that shows where the model looked at each word." };
        var command = new SavingCommand(
            "caption", "Captions images. A file that cannot be read is reported and the others are captioned; the exit code is then 1.")
        {
            Examples = ["caption photo.jpg", "caption photos/ --recursive --format json --out captions.jsonl",
            "caption 'photos/**/*.tif' --explain maps", "caption photo.jpg --count 5", "caption photo.jpg --style detailed"],
        };
        command.AddAll(paths, model, beam, count, style, format, output, resume, recursive, threads, maxPixels, stretch, bands, explain);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            var leftAside = new LeftAside();
            var files = ImageFiles.Expand(parsed.GetValue(paths)!, parsed.GetValue(recursive), leftAside);
            var rendering = RenderingChoice.Read(parsed, stretch, bands);
            var limits = Limits(parsed.GetValue(maxPixels));
            using var captioner = models.Open(parsed.GetValue(model), parsed.GetValue(threads), limits, rendering);
            var decoding = Search(StyleChoice.Read(parsed, style, captioner), parsed.GetValue(beam), parsed.GetValue(count));
            if (decoding.Count > 1 && Choice.Get<CaptionFormat>(parsed, format) == CaptionFormat.Csv)
            {
                throw new OptionException("--count: a line of CSV has one caption; use --format json");
            }

            using var captions = CaptionOutput.Open(
                parsed.GetValue(output), Choice.Get<CaptionFormat>(parsed, format), parsed.GetValue(resume),
                Settings(captioner, limits, decoding, parsed.GetValue(explain)));
            captions.ShowsOthers = decoding.Count > 1;
            try
            {
                int code = Caption(files, captioner, limits, decoding, captions, parsed.GetValue(output) is not null, parsed.GetValue(explain),
                    cancellation).GetAwaiter().GetResult();
                leftAside.Report(Console.Error);
                return code;
            }
            catch (OperationCanceledException) when (parsed.GetValue(output) is { } file)
            {
                Console.Error.WriteLine($"{file}.part has the captions so far; --resume continues");
                throw;
            }
        })));
        return command;
    }

    // What the lines of a file depend on: a run that is resumed with others would mix them.
    private static Dictionary<string, string> Settings(IImageCaptioner captioner, ImageLimits limits, DecodingOptions decoding, string? explain)
    {
        var origin = captioner.Origin;
        return new()
        {
            ["model"] = origin.ModelHash,
            ["encoder"] = origin.EncoderHash,
            ["precision"] = origin.Precision,
            ["--beam"] = decoding.BeamSize.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["search"] = decoding.ToString(),
            ["--max-pixels"] = limits.MaxPixels.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["--explain"] = explain ?? "none",
            ["--stretch and --bands"] = captioner.Rendering.ToString(),
        };
    }

    private static async Task<int> Caption(
        IReadOnlyList<string> files,
        IImageCaptioner captioner,
        ImageLimits limits,
        DecodingOptions decoding,
        CaptionOutput output,
        bool showsProgress,
        string? explain,
        CancellationToken cancellation)
    {
        string[] rest = [.. files.Where(path => !output.Done.Contains(path))];
        int failed = files.Count(output.FailedBefore.Contains), done = files.Count - rest.Length, before = done;
        var maps = explain is null ? null : new MapFiles(explain, files);
        using var watcher = ConsoleProgress.OnError();
        var clock = Stopwatch.StartNew();
        var remarks = new PictureRemarks();
        SavingCommand.Begin();
        await foreach (var file in captioner.DescribeFilesAsync(rest, decoding, cancellation))
        {
            var problem = (Exception?)file.Error
                ?? (maps is not null && file.Caption is { } caption ? Explain(captioner, limits, caption, decoding.Style, maps, file.Path) : null);
            if (problem is not null)
            {
                failed++;
                watcher.Line($"error: {TerminalText.OneLine(problem.Message)}");
            }

            foreach (string line in remarks.Add(file))
            {
                watcher.Line(TerminalText.OneLine(line));
            }

            output.Write(file);
            done++;
            if (showsProgress)
            {
                watcher.Report(new WorkProgress("captions", done, files.Count, before, clock.Elapsed));
            }
        }

        output.Finish();
        watcher.Dispose();
        if (remarks.Rest is { } others)
        {
            Console.Error.WriteLine(others);
        }

        if (failed > 0)
        {
            Console.Error.WriteLine($"{failed} of {files.Count} images failed");
        }

        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    /// <summary>The model's own search, as the user wants it.</summary>
    /// <exception cref="OptionException">A value is out of range.</exception>
    internal static DecodingOptions Search(DecodingOptions own, int? beam, int count = 1)
    {
        var search = own with { Count = count };
        search = beam is { } wanted ? search with { BeamSize = wanted, Alternatives = wanted - 1 } : search;
        return ExitCode.InputTo(() =>
        {
            search.Validate();
            return search;
        });
    }

    internal static ImageLimits Limits(long maxPixels) => maxPixels is >= 1 and <= ImageLimits.LargestMaxPixels
        ? new ImageLimits { MaxPixels = maxPixels }
        : throw new OptionException($"--max-pixels: found {maxPixels}, expected 1 to {ImageLimits.LargestMaxPixels}");

    // The map before the caption's line: a run that is cut off between them writes the map again.
    private static SkyScribeException? Explain(
        IImageCaptioner captioner, ImageLimits limits, Caption caption, CaptionStyle style, MapFiles files, string file)
    {
        try
        {
            var image = ImageReader.Read(file, limits, captioner.Rendering);
            var maps = captioner.Explain(image, caption.Text, style);
            AttentionSheet.Write(files.PathOf(file), image, maps.Words, maps.Maps, maps.Rows, maps.Columns, caption.Text);
            return null;
        }
        catch (Exception problem) when (SkyScribeException.IsInputFault(problem))
        {
            return new SkyScribeException(file, $"its attention map cannot be written: {problem.Message}", problem);
        }
    }
}
