using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using static TorchSharp.torch;

namespace SkyScribe.Lab.Studies;

/// <summary>How well a ridge classifier tells UCM's 21 scenes from an encoder's mean features: a check that a network and its weights fit
/// together.</summary>
internal static class RidgeTest
{
    private const double Penalty = 1000;
    private const int Scenes = 21, ImagesPerScene = 100;

    public static void Write(TextWriter output, string name, string weights, string captions, string images)
    {
        var dataset = DatasetReader.Read(CaptionSource.Parse(captions));
        using var encoder = ImageEncoder.Create(name);
        encoder.LoadWeights(weights);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (train, trainScenes) = Features(encoder, images, dataset.Split("train"));
        var (val, valScenes) = Features(encoder, images, dataset.Split("val"));
        double seconds = clock.Elapsed.TotalSeconds;
        using var scope = NewDisposeScope();
        var mean = train.mean([0], keepdim: true);
        var deviation = (train - mean).pow(2).mean([0], keepdim: true).sqrt().clamp_min(1e-12);
        var x = cat([(train - mean) / deviation, ones([train.shape[0], 1], float64)], 1);
        var targets = full([trainScenes.Length, Scenes], -1.0, float64);
        for (int i = 0; i < trainScenes.Length; i++)
        {
            targets[i, trainScenes[i]] = 1;
        }

        // The bias is not penalized.
        var penalty = eye(x.shape[1], dtype: float64) * Penalty;
        penalty[x.shape[1] - 1, x.shape[1] - 1] = 0;
        var solution = linalg.solve(x.t().mm(x) + penalty, x.t().mm(targets));
        var guesses = cat([(val - mean) / deviation, ones([val.shape[0], 1], float64)], 1).mm(solution).argmax(1).data<long>().ToArray();
        double accuracy = guesses.Zip(valScenes).Count(pair => pair.First == pair.Second) / (double)valScenes.Length;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {encoder.WeightsHash[..12]} | {valScenes.Length} | {accuracy:p1} | {(trainScenes.Length + valScenes.Length) / seconds:f1} images/s |"));
    }

    private static (Tensor Features, int[] Scenes) Features(ImageEncoder encoder, string folder, IReadOnlyList<CaptionedImage> images)
    {
        using var guard = no_grad();
        var rows = new List<Tensor>();
        var files = new ImageFolder(folder);
        foreach (var batch in images.Chunk(16))
        {
            using var scope = NewDisposeScope();
            var pictures = batch.Select(image => ImageReader.Read(files.PathOf(image))).ToArray();
            rows.Add(LiveFeatureSource.Encode(encoder, pictures).mean([2]).to(float64).MoveToOuterDisposeScope());
        }

        var scenes = images.Select(
            image => (int.Parse(Path.GetFileNameWithoutExtension(image.FileName), CultureInfo.InvariantCulture) - 1) / ImagesPerScene).ToArray();
        return (cat(rows, 0), scenes);
    }
}
