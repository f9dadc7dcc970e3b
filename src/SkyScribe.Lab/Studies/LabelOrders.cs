using System.Globalization;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Labels;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Metrics;

namespace SkyScribe.Lab.Studies;

/// <summary>What the first pictures of each order of <c>label</c> cover of a data set's train split, and how well they caption val when each val
/// picture takes the first sentence of the labelled picture that looks most like it.</summary>
/// <remarks>Two orders stand here for comparison only: the picture that is farthest from all before it, and the one whose caption the model doubts
/// most.</remarks>
internal static partial class LabelOrders
{
    private const int Seeds = 5, BatchImages = 8;
    private static readonly int[] Sizes = [25, 50, 100, 200, 300, 500];

    public static void Write(TextWriter output, string package, string captions, string images)
    {
        var dataset = DatasetReader.Read(captions);
        var folder = new ImageFolder(images);
        using var captioner = Captioner.Load(package);
        var train = Read(captioner, folder, dataset.Split("train"));
        var val = Read(captioner, folder, dataset.Split("val"));
        float[][] features = [.. train.Select(one => one.Features)];
        (string Name, int[][] Orders)[] orders =
        [
            ("random", [.. Enumerable.Range(1, Seeds).Select(seed => TeachingOrder.Random(train.Length, (ulong)seed))]),
            ("active", [TeachingOrder.Active(features)]),
            ("farthest", [Farthest(features)]),
            ("doubtful", [[.. Enumerable.Range(0, train.Length).OrderBy(i => train[i].Confidence)]]),
        ];
        output.WriteLine("| order | pictures | scenes | different words | share of val's words | CIDEr of the nearest |\n|---|---|---|---|---|---|");
        foreach (var (name, some) in orders)
        {
            foreach (int size in Sizes.Where(size => size <= train.Length))
            {
                double[][] rows = [.. some.Select(order => Measure([.. order.Take(size).Select(i => train[i])], val))];
                var cells = Enumerable.Range(0, rows[0].Length).Select(column => Cell([.. rows.Select(row => row[column])], column < 2 ? "f0" : "f3"));
                output.WriteLine($"| {name} | {size} | {string.Join(" | ", cells)} |");
            }
        }
    }

    private static string Cell(double[] values, string format)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return Text(values.Average()) + (values.Length > 1 ? $" ({Text(values.Min())} to {Text(values.Max())})" : "");
    }

    private static double[] Measure(Example[] chosen, Example[] val)
    {
        var words = chosen.SelectMany(one => one.Sentences).SelectMany(Words).ToHashSet();
        string[] all = [.. val.SelectMany(one => one.Sentences).SelectMany(Words)];
        string[] candidates = new string[val.Length];
        Parallel.For(0, val.Length, i =>
            candidates[i] = chosen.MaxBy(one => TensorPrimitives.Dot<float>(one.Features, val[i].Features))!.Sentences[0]);
        var scores = new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Cider] }).Score(candidates, [.. val.Select(one => one.Sentences)]);
        return [chosen.Select(one => one.Scene).Distinct().Count(), words.Count, (double)all.Count(words.Contains) / all.Length,
            scores[MetricNames.Cider].Corpus];
    }

    private static int[] Farthest(float[][] features)
    {
        float[] distance = new float[features.Length];
        Array.Fill(distance, float.PositiveInfinity);
        var order = new List<int>();
        for (int next = 0; order.Count < Math.Min(Sizes[^1], features.Length); next = Array.IndexOf(distance, distance.Max()))
        {
            order.Add(next);
            float[] chosen = features[next];
            Parallel.For(0, features.Length, i => distance[i] = Math.Min(distance[i], 1 - TensorPrimitives.Dot<float>(chosen, features[i])));
        }

        return [.. order];
    }

    private static IEnumerable<string> Words(string sentence) => Word.Matches(sentence.ToLowerInvariant()).Select(match => match.Value);

    private static Example[] Read(Captioner captioner, ImageFolder folder, IReadOnlyList<CaptionedImage> images)
    {
        var batches = images.Chunk(BatchImages).Select(batch => (IReadOnlyList<RgbImage>)[.. batch
            .Select(image => ImageReader.ReadResized(folder.PathOf(image), captioner.Package.Manifest.Preprocessing))]);
        var examples = new List<Example>();
        foreach (var (caption, features) in captioner.DescribeBatchesWithFeaturesAsync(batches, CancellationToken.None).ToBlockingEnumerable()
            .SelectMany(batch => batch))
        {
            var image = images[examples.Count];
            examples.Add(new Example(SceneOf(image), features, caption.Confidence, [.. image.Sentences.Select(sentence => sentence.Raw)]));
        }

        return [.. examples];
    }

    // UCM numbers its pictures, a hundred of each scene in turn; RSICD's names begin with the scene.
    private static string SceneOf(CaptionedImage image)
    {
        string name = Path.GetFileNameWithoutExtension(image.FileName);
        return int.TryParse(name, CultureInfo.InvariantCulture, out int number) ? $"{(number - 1) / 100}" : Number.Replace(name, "");
    }

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Word { get; }

    [GeneratedRegex("[_0-9]+$")]
    private static partial Regex Number { get; }

    private sealed record Example(string Scene, float[] Features, double? Confidence, IReadOnlyList<string> Sentences);
}
