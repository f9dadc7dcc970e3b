using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Scores;

namespace SkyScribe.Lab.Studies;

/// <summary>Scores by the number of different sentences that a picture's references have: what copied sentences do to them.</summary>
internal static class ReferenceCopies
{
    private static readonly string[] Shown = ["CIDEr", "ROUGE_L", "SceneGraphF", "Retrieval_1", "Retrieval_5"];

    /// <param name="output">gets the table</param>
    /// <param name="scores">what evaluate --out wrote</param>
    /// <param name="data">the caption file</param>
    public static void Write(TextWriter output, string scores, string data)
    {
        ScoreFile file = ScoreFile.Read(scores);
        CaptionDataset dataset = DatasetReader.Read(CaptionSource.Parse([data]));
        var different = dataset.Split(SplitNames.All).ToDictionary(
            image => image.FileName, image => image.Sentences.Select(sentence => sentence.Raw).Distinct().Count(), StringComparer.Ordinal);
        string[] metrics = [.. Shown.Where(file.PerImage.ContainsKey)];
        var groups = Enumerable.Range(0, file.Ids.Count).GroupBy(image => different.TryGetValue(file.Ids[image], out int count) ? count
            : throw new CaptionFileException(scores, "images", file.Ids[image], $"an image of {data}")).OrderBy(group => group.Key).ToArray();
        output.WriteLine($"| different references | images | {string.Join(" | ", metrics)} |\n|---|---|{string.Concat(metrics.Select(_ => "---|"))}");
        foreach (var group in groups)
        {
            Row(output, group.Key.ToString(CultureInfo.InvariantCulture), [.. group], metrics, file);
        }

        Row(output, "all", [.. Enumerable.Range(0, file.Ids.Count)], metrics, file);
    }

    private static void Row(TextWriter output, string name, int[] images, string[] metrics, ScoreFile file) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {images.Length} | {string.Join(" | ", metrics.Select(metric => images.Average(image => file.PerImage[metric][image]).ToString("f3", CultureInfo.InvariantCulture)))} |"));
}
