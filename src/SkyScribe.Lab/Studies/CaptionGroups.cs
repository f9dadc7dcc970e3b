using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Lab.Studies;

/// <summary>Several captions of a picture: the n-best list of a wide beam beside groups that avoid each other's words, by penalty: how they differ,
/// how good each is, and how good the best of them.</summary>
internal static class CaptionGroups
{
    private const int Captions = 5, BatchImages = 8;
    private static readonly double[] Penalties = [0.25, 0.5, 1, 2, 4];

    /// <param name="output">gets the table</param>
    /// <param name="package">a model package</param>
    /// <param name="data">a caption file</param>
    /// <param name="images">folder of its images</param>
    /// <param name="split">the split</param>
    public static void Write(TextWriter output, string package, string data, string images, string split)
    {
        CaptionDataset dataset = DatasetReader.Read(CaptionSource.Parse([data]));
        var folder = new ImageFolder(images);
        CaptionedImage[] chosen = [.. dataset.Split(split)];
        string[][] references = [.. chosen.Select(image => image.Sentences.Select(sentence => sentence.Raw).ToArray())];
        var frequencies = DocumentFrequencies.Of(references);
        output.WriteLine($"{dataset.Describe(split)}; captions {dataset.Hash[..12]}; {Captions} captions a picture.\n");
        output.WriteLine(
            "| search | captions | self-CIDEr | CIDEr of the first | CIDEr, mean of all | CIDEr, best of all | objects of all: P | R | images/s against the first row |\n|---|---|---|---|---|---|---|---|---|");
        using var captioner = Captioner.Load(package);
        var plain = captioner.DefaultDecoding;
        double rate = 0;
        foreach (var (name, search) in Penalties.Select(penalty => (
            string.Create(CultureInfo.InvariantCulture, $"{Captions} groups of {plain.BeamSize}, penalty {penalty}"),
            plain with { Count = Captions, Diversity = penalty })).Prepend(
            ($"beam {Captions}, its list", plain with { BeamSize = Captions, Alternatives = Captions - 1 })))
        {
            var clock = Stopwatch.StartNew();
            string[][] lists = [.. chosen.Chunk(BatchImages).SelectMany(batch => captioner.Describe(
                [.. batch.Select(image => ImageReader.Read(folder.PathOf(image), null, captioner.Rendering))], search))
                .Select(caption => (string[])[caption.Text, .. caption.Alternatives.Select(other => other.Text)])];
            double found = chosen.Length / clock.Elapsed.TotalSeconds;
            rate = rate == 0 ? found : rate;
            output.WriteLine(Row(name, lists, references, frequencies, found / rate));
        }
    }

    private static string Row(string name, string[][] lists, string[][] references, DocumentFrequencies frequencies, double speed)
    {
        var scorer = new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Cider] });
        double[][] cider = [.. Enumerable.Range(0, lists.Max(list => list.Length)).Select(place => scorer.Score(
            [.. lists.Select(list => list[Math.Min(place, list.Length - 1)])], references)[MetricNames.Cider].PerImage.ToArray())];
        double Of(Func<IEnumerable<double>, double> taken) =>
            lists.Select((list, image) => taken(cider.Take(list.Length).Select(place => place[image]))).Average();
        double self = lists.Where(list => list.Length > 1).AsParallel()
            .Select(list => SelfCider.Of([.. list.Select(PtbTokenizer.Tokenize)], frequencies)).Average();
        var content = new ContentAgreement().Score(CaptionSet.Of([.. lists.Select(list => string.Join(" . ", list))], references));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {lists.Average(list => list.Length):f2} | {self:f3} | {cider[0].Average():f3} | {Of(Enumerable.Average):f3} | {Of(Enumerable.Max):f3} | {content["SceneObjects_P"].Corpus:f3} | {content["SceneObjects_R"].Corpus:f3} | {speed:f2} |");
    }
}
