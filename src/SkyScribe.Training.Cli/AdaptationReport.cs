using System.Globalization;
using System.Net;
using System.Text;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Lab.Evaluation;

namespace SkyScribe.Training.Cli;

/// <summary>Pictures to compare two models on.</summary>
/// <param name="Title">what they are, for the table's heading</param>
/// <param name="Captions">their captions</param>
/// <param name="Images">their folder</param>
/// <param name="Split">the split that is captioned</param>
internal sealed record ComparedData(string Title, CaptionDataset Captions, string Images, string Split)
{
    /// <summary>Reads FILE=IMAGES: val where the captions have one, else all pictures.</summary>
    /// <exception cref="OptionException">It is not of that form.</exception>
    public static ComparedData Parse(string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw new OptionException($"--also {SkyScribeException.Quote(text)}: expected FILE=IMAGES, a caption file and the folder of its images");
        }

        var dataset = DatasetReader.Read(CaptionSource.Parse(text[..equals]));
        return new ComparedData(dataset.Name, dataset, text[(equals + 1)..], dataset.SplitCounts.ContainsKey("val") ? "val" : "all");
    }

    /// <summary>How many pictures are captioned.</summary>
    public int Count => Captions.Split(Split).Count;
}

/// <summary>The old model beside the adapted one: a table with intervals, and a page of pictures with both captions.</summary>
internal static class AdaptationReport
{
    private const string Old = "old", Adapted = "adapted", Measured = "CIDEr";
    private const int ShownPictures = 10, ShownSize = 320;

    /// <summary>Compares them and prints the tables.</summary>
    /// <param name="open">opens the old model, and the adapted one</param>
    /// <param name="data">the held-out pictures, then others</param>
    /// <param name="page">the HTML page to write</param>
    /// <returns>what to print</returns>
    public static string Write(
        (Func<IImageCaptioner> Old, Func<IImageCaptioner> Adapted) open, IReadOnlyList<ComparedData> data, string page,
        IProgress<WorkProgress> watcher, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        for (int i = 0; i < data.Count; i++)
        {
            var (before, oldCaptions) = Evaluate(open.Old, data[i]);
            var (after, newCaptions) = Evaluate(open.Adapted, data[i]);
            var table = SystemTable.Of([(Old, before.Scores), (Adapted, after.Scores)]);
            text.Append(CultureInfo.InvariantCulture, $"\n{data[i].Title}\n{SystemTableText.Of(table, "text")}{Verdict(table)}\n");
            if (i == 0)
            {
                string html = Page(data[0], oldCaptions, newCaptions, Verdict(table));
                AtomicFile.Write(page, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
            }
        }

        return text.ToString();

        (EvaluationReport Report, IReadOnlyList<EvaluatedCaption> Captions) Evaluate(Func<IImageCaptioner> model, ComparedData one)
        {
            using var opened = model();
            return ModelEvaluator.Evaluate(opened, one.Captions, one.Images, one.Split, progress: watcher, cancellation: cancellation);
        }
    }

    /// <summary>What a table of the old and the adapted model allows to say.</summary>
    public static string Verdict(SystemTable table)
    {
        var difference = table.Pairs[0].Differences[Measured];
        string by = string.Create(CultureInfo.InvariantCulture, $"{Measured} {difference.Value:+0.000;-0.000;0.000} (95 %: {difference.Interval.Low:f3} to {difference.Interval.High:f3})");
        return table.Images < Adaptation.FewToTell
            ? $"{table.Images} pictures are too few to tell which model is better ({by}); {Adaptation.FewToTell} or more could"
            : !difference.IsSignificant ? $"these pictures do not tell which model is better: {by}"
            : difference.Value > 0 ? $"the adapted model is better here: {by}" : $"the adapted model is worse here: {by}";
    }

    private static string Page(
        ComparedData data, IReadOnlyList<EvaluatedCaption> before, IReadOnlyList<EvaluatedCaption> after, string verdict)
    {
        var images = data.Captions.Split(data.Split);
        var folder = new ImageFolder(data.Images);
        var page = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>The old model and the adapted one</title>
            <style>body {"{"} font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem {"}"}
            section {"{"} display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.5rem 0 {"}"} dl {"{"} flex: 1 20rem; margin: 0 {"}"} dt {"{"} font-weight: bold {"}"}</style></head>
            <body><h1>The old model and the adapted one</h1><p>{Html(verdict)}.</p>

            """);
        int shown = Math.Min(ShownPictures, images.Count);
        for (int i = 0; i < shown; i++)
        {
            int at = (int)((long)i * images.Count / shown);
            var picture = ImageReader.Read(folder.PathOf(images[at]));
            var small = Small(picture);
            page.Append(
                $"""
                <section><img width="{small.Width}" height="{small.Height}" alt="{Html(images[at].FileName)}" src="data:image/jpeg;base64,{Convert.ToBase64String(ImageWriter.EncodeJpeg(small))}">
                <dl><dt>old model</dt><dd>{Html(before[at].Caption)}</dd><dt>adapted model</dt><dd>{Html(after[at].Caption)}</dd>
                <dt>what people wrote</dt><dd>{Html(images[at].Sentences[0].Raw)}</dd></dl></section>

                """);
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static RgbImage Small(RgbImage image)
    {
        double scale = Math.Min(1, (double)ShownSize / Math.Max(image.Width, image.Height));
        return Resampler.Resize(
            image, Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)), ResampleFilter.Bicubic);
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
