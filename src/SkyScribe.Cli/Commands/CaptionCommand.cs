using System.CommandLine;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Training;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe caption</c>: what a model says of images.</summary>
internal static class CaptionCommand
{
    // Few enough that the first captions come soon, enough that the encoder is busy.
    private const int BatchImages = 16;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Image files, folders, or patterns such as 'images/*.jpg'.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model") { Description = "A model folder, or the folder of a training run.", Required = true };
        var beam = new Option<int?>("--beam") { Description = "Beam of the search; the training's own where it is left out." };
        var format = new Option<CaptionFormat>("--format") { Description = "text, json (one object a line) or csv.", DefaultValueFactory = _ => CaptionFormat.Text };
        var explain = new Option<string?>("--explain") { Description = "Folder for one PNG an image that shows where the model looked at each word." };
        var command = new Command("caption", "Captions images. A bad file is reported, the others go on; the exit code is 1 then.") { paths, model, beam, format, explain };
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var files = ImageFiles.Expand(parsed.GetValue(paths)!);
            using var trained = TrainedModel.Load(parsed.GetValue(model)!);
            var decoding = parsed.GetValue(beam) is { } wanted
                ? trained.DefaultDecoding with { BeamSize = wanted, Alternatives = wanted - 1 }
                : trained.DefaultDecoding;
            decoding.Validate();
            return Caption(files, trained, decoding, parsed.GetValue(format), parsed.GetValue(explain), cancellation);
        })));
        return command;
    }

    private static int Caption(
        IReadOnlyList<string> files, TrainedModel model, DecodingOptions decoding, CaptionFormat format, string? explain, CancellationToken cancellation)
    {
        int failed = 0;
        var writer = new CaptionWriter(Console.Out, format);
        foreach (string[] batch in files.Chunk(BatchImages))
        {
            cancellation.ThrowIfCancellationRequested();
            var pictures = new List<(string File, RgbImage Image)>();
            foreach (string file in batch)
            {
                try
                {
                    pictures.Add((file, ImageReader.Read(file)));
                }
                catch (ImageException problem)
                {
                    failed++;
                    Console.Error.WriteLine($"error: {problem.Message}");
                }
            }

            var captions = model.Describe(pictures.Select(picture => picture.Image).ToArray(), decoding);
            for (int i = 0; i < pictures.Count; i++)
            {
                writer.Write(pictures[i].File, captions[i]);
                if (explain is not null)
                {
                    Explain(model, pictures[i].Image, captions[i], explain, pictures[i].File);
                }
            }
        }

        if (failed > 0)
        {
            Console.Error.WriteLine($"{failed} of {files.Count} images could not be read");
        }

        return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private static void Explain(TrainedModel model, RgbImage image, Caption caption, string folder, string file)
    {
        var maps = model.Explain(image, caption.Text);
        Directory.CreateDirectory(folder);
        AttentionSheet.Write(
            Path.Combine(folder, Path.GetFileName(file) + ".attention.png"), image, maps.Words, maps.Maps, maps.Rows, maps.Columns, caption.Text);
    }
}
