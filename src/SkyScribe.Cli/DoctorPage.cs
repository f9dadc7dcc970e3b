using System.Net;
using System.Text;
using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Imaging;

namespace SkyScribe.Cli;

/// <summary>The doctor's report as one HTML file that needs nothing else: thumbnails are within, and whatever comes from files is escaped.</summary>
internal static class DoctorPage
{
    private const int ThumbnailSize = 128, MostThumbnails = 200;

    private const string Style = """
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1c2330 }
        h2 { margin-top: 2rem; font-size: 1.1rem } .Error { color: #b00020 } .Warning { color: #8a5a00 } .Note { color: #44546a }
        table { border-collapse: collapse } td, th { border: 1px solid #ccd3dc; padding: .25rem .6rem; text-align: left }
        figure { display: inline-block; margin: .4rem; vertical-align: top } img { display: inline-block; margin-right: 2px } figcaption { font-size: 12px; max-width: 266px; overflow-wrap: anywhere }
        details li { overflow-wrap: anywhere }
        """;

    public static string Of(DoctorReport report, string? imageFolder)
    {
        var page = new StringBuilder();
        page.Append(
            $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(report.Dataset)}: findings</title><style>{Style}</style></head><body>\n");
        page.Append($"<h1>{Text(report.Dataset)}</h1><p>captions SHA-256 {Text(report.DatasetHash)}</p>\n");
        page.Append(
            "<table><tr><th>split</th><th>images</th><th>sentences</th><th>different an image</th><th>words</th><th>in train</th><th>openings</th></tr>\n");
        foreach (SplitStatistics split in report.Splits)
        {
            page.Append(FormattableString.Invariant(
                $"<tr><td>{Text(split.Split)}</td><td>{split.Images}</td><td>{split.Sentences}</td><td>{split.DistinctSentencesPerImage:f2}</td><td>{split.MeanLength:f1}</td>"));
            page.Append(FormattableString.Invariant(
                $"<td>{split.VerbatimInTrain:p1}</td><td>{string.Join(", ", split.Openings.Select(opening => FormattableString.Invariant($"{Text(opening.Key)} {opening.Value:p0}")))}</td></tr>\n"));
        }

        page.Append("</table>\n");
        foreach (Finding finding in report.Findings)
        {
            page.Append($"<h2 class=\"{finding.Severity}\">{finding.Severity}: {Text(finding.Code)}</h2><p>{Text(finding.Text)}</p>\n");
            if (finding.Images.Count > 0 && imageFolder is not null)
            {
                Pictures(page, finding, imageFolder);
            }
            else if (finding.Cases.Count > 0)
            {
                page.Append($"<details{(finding.Cases.Count <= 20 ? " open" : "")}><summary>{finding.Cases.Count}</summary><ul>\n");
                page.AppendJoin('\n', finding.Cases.Select(one => $"<li>{Text(one)}</li>")).Append("</ul></details>\n");
            }
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Pictures(StringBuilder page, Finding finding, string imageFolder)
    {
        foreach ((IReadOnlyList<string> files, string text) in finding.Images.Zip(finding.Cases).Take(MostThumbnails))
        {
            page.Append("<figure>");
            foreach (string file in files)
            {
                RgbImage picture = ImageReader.Read(Path.Combine(imageFolder, file));
                double scale = (double)ThumbnailSize / Math.Max(picture.Width, picture.Height);
                RgbImage small = Resampler.Resize(
                    picture, Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), ResampleFilter.Bilinear);
                page.Append(
                    $"<img width=\"{small.Width}\" height=\"{small.Height}\" alt=\"{Text(file)}\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(ImageWriter.EncodeJpeg(small))}\">");
            }

            page.Append($"<figcaption>{Text(text)}</figcaption></figure>\n");
        }

        if (finding.Images.Count > MostThumbnails)
        {
            page.Append($"<p>and {finding.Images.Count - MostThumbnails} more</p>\n");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
