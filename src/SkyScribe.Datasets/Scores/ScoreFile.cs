using System.Globalization;
using System.Text;
using System.Text.Json;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Datasets.Scores;

/// <summary>
/// Scores as files: <c>corpus</c> and <c>per_image</c> with the metrics' names, under <c>signatures</c> how they were computed, and under
/// <c>counts</c> what the corpus scores of BLEU and METEOR are made of, so that two files can be compared by resampling.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Ids">The images.</param>
/// <param name="Corpus">Corpus scores by metric.</param>
/// <param name="PerImage">For each metric the images' scores, in the order of <paramref name="Ids"/>.</param>
public sealed record ScoreFile(
    string Path,
    IReadOnlyList<string> Ids,
    IReadOnlyDictionary<string, double> Corpus,
    IReadOnlyDictionary<string, IReadOnlyList<double>> PerImage)
{
    private const string Counts = "counts";

    /// <summary>How each metric was computed, in one line; empty in files of older versions.</summary>
    public IReadOnlyDictionary<string, string> Signatures { get; private init; } = new Dictionary<string, string>();

    private IReadOnlyDictionary<string, double[][]> CountsByFamily { get; init; } = new Dictionary<string, double[][]>();

    /// <summary>What the captions were chosen by, if the file says so: scores selected on the data that they were measured on are
    /// flattered.</summary>
    public string? SelectedOn { get; private init; }

    /// <summary>The split, if the file says so.</summary>
    public string? Split { get; private init; }

    /// <summary>Whether a metric's corpus score can only be taken as the mean of its images', although it is not one.</summary>
    public bool IsApproximate(string metric) => MetricCounts.FamilyOf(metric) is { } family && !CountsByFamily.ContainsKey(family);

    /// <summary>Reads a file that <c>score</c> or <c>evaluate</c> wrote, or a golden file.</summary>
    /// <param name="path">the file; or an entry of an archive, <c>ARCHIVE.zip:ENTRY</c>, whose ending <c>.scores.json</c> may be left out</param>
    /// <exception cref="CaptionFileException">The file is no such file.</exception>
    public static ScoreFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new JsonSource(path, CaptionFileException.Of, "scores that skyscribe score or evaluate wrote, or a golden file");
        return Of(path, source.Parse(ReadBytes(source)));
    }

    private static byte[] ReadBytes(JsonSource source)
    {
        int end = source.File.LastIndexOf(ScoreArchive.Ending + ":", StringComparison.OrdinalIgnoreCase);
        bool isArchive = source.File.EndsWith(ScoreArchive.Ending, StringComparison.OrdinalIgnoreCase);
        if (end < 0 && !isArchive)
        {
            return source.ReadBytes().Bytes;
        }

        string archive = isArchive ? source.File : source.File[..(end + ScoreArchive.Ending.Length)];
        string entry = isArchive ? "" : source.File[(archive.Length + 1)..];
        if (entry.Length > 0 && (ScoreArchive.Find(archive, entry) ?? ScoreArchive.Find(archive, entry + ".scores.json")) is { } bytes)
        {
            return bytes;
        }

        IReadOnlyList<string> names = ScoreArchive.Names(archive);
        throw new CaptionFileException(
            archive, "", isArchive ? "an archive of score files"
            : $"no entry {entry}", $"{archive}:NAME, with one of {string.Join(", ", names.Take(8))}{(names.Count > 8 ? ", ..." : "")}");
    }

    private static ScoreFile Of(string path, JsonPlace root)
    {
        JsonPlace scores = root.Find("expected") ?? root;
        (string Id, JsonPlace Scores)[] images = [.. scores.Member("per_image", "perImage").Members()];
        if (images.Length == 0)
        {
            throw new CaptionFileException(path, "per_image", "no image", "at least one");
        }

        string[] metrics = [.. scores.Member("corpus").Members().Select(metric => metric.Name)
            .Where(metric => images[0].Scores.Find(metric) is not null)];
        var counts = new Dictionary<string, double[][]>();
        foreach ((string family, JsonPlace byImage) in root.Find(Counts)?.Members() ?? [])
        {
            counts[family] = [.. images.Select(image => byImage.Member(image.Id).Items().Select(count => count.Number()).ToArray())];
            if (counts[family].Any(image => image.Length != MetricCounts.WidthOf(family)))
            {
                throw new CaptionFileException(path, $"{Counts}.{family}", "another number of counts", $"{MetricCounts.WidthOf(family)} an image");
            }
        }

        return new ScoreFile(
            path,
            [.. images.Select(image => image.Id)],
            metrics.ToDictionary(metric => metric, metric => scores.Member("corpus").Member(metric).Number()),
            metrics.ToDictionary(metric => metric,
            metric => (IReadOnlyList<double>)[.. images.Select(image => image.Scores.Member(metric).Number())]))
        {
            CountsByFamily = counts,
            Signatures = root.Find("signatures")?.Members().ToDictionary(signature => signature.Name, signature => signature.Value.Text()) ?? [],
            SelectedOn = root.Find("selectedOn")?.Text(),
            Split = root.Find("split")?.Text(),
        };
    }

    /// <summary>Writes the members <c>corpus</c>, <c>intervals</c>, <c>signatures</c>, <c>counts</c> and <c>per_image</c> into an object that is
    /// being written.</summary>
    internal static void Write(
        Utf8JsonWriter writer, IReadOnlyList<string> ids, CaptionScores scores, IReadOnlyDictionary<string, Interval>? intervals)
    {
        writer.WriteStartObject("corpus");
        foreach ((string metric, MetricScore score) in scores.ByName)
        {
            writer.WriteNumber(metric, score.Corpus);
        }

        writer.WriteEndObject();
        if (intervals is not null)
        {
            writer.WriteStartObject("intervals");
            foreach ((string metric, Interval interval) in intervals)
            {
                WriteNumbers(writer, metric, [interval.Low, interval.High]);
            }

            writer.WriteEndObject();
        }

        writer.WriteStartObject("signatures");
        foreach ((string metric, MetricScore score) in scores.ByName)
        {
            writer.WriteString(metric, score.Signature);
        }

        writer.WriteEndObject();
        writer.WriteStartObject(Counts);
        foreach (var family in scores.ByName.Where(score => score.Value.Counts is not null && MetricCounts.FamilyOf(score.Key) is not null)
            .DistinctBy(score => MetricCounts.FamilyOf(score.Key)))
        {
            writer.WriteStartObject(MetricCounts.FamilyOf(family.Key)!);
            for (int image = 0; image < ids.Count; image++)
            {
                WriteNumbers(writer, ids[image], family.Value.Counts!.CountsOf(image));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("per_image");
        for (int image = 0; image < ids.Count; image++)
        {
            writer.WriteStartObject(ids[image]);
            foreach ((string metric, MetricScore score) in scores.ByName)
            {
                writer.WriteNumber(metric, score.PerImage[image]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>A metric's score as a function of the images, given in some order.</summary>
    internal ResampledScore Resampled(string metric, IReadOnlyList<string> ids)
    {
        Dictionary<string, int> positions = Ids.Index().ToDictionary(id => id.Item, id => id.Index);
        int[] order = [.. ids.Select(id => positions[id])];
        return MetricCounts.FamilyOf(metric) is { } family && CountsByFamily.TryGetValue(family, out double[][]? counts)
            ? MetricCounts.Resampled(metric, [.. order.Select(image => counts[image])])
            : ResampledScore.MeanOf([.. order.Select(image => PerImage[metric][image])]);
    }

    // On one line: a number a line would make the file four times as long.
    private static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<double> numbers)
    {
        var text = new StringBuilder("[");
        foreach (double number in numbers)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(number.ToString("R", CultureInfo.InvariantCulture));
        }

        writer.WritePropertyName(name);
        writer.WriteRawValue(text.Append(']').ToString());
    }
}
