using System.Globalization;
using SkyScribe.Benchmarks;
using SkyScribe.IO;

const string Usage = """
    Each measurement of speed prints a table for docs/results (what is not about speed: ./skyscribe lab study). From the repository's root:
      ./skyscribe bench features ENCODER WEIGHTS IMAGES [COUNT]
      ./skyscribe bench metrics GOLDEN.json [LARGEST]
      ./skyscribe bench train DATASET.json...
      ./skyscribe bench caption PACKAGE IMAGES [CHECKPOINT]
      ./skyscribe bench caption-memory PACKAGE IMAGES [COUNT]
      ./skyscribe bench caption-life PACKAGE IMAGES
      ./skyscribe bench raster PACKAGE RASTER [TILES]
      ./skyscribe bench batch NATS|none COUNT...        (docs/results/scale.md)
      ./skyscribe bench scale-model SECONDS             (a shard's cost beside its tiles)
      ./skyscribe bench soak MINUTES PACKAGE IMAGES [CALL]   (eng/soak keeps its result)
    """;

if (args is not ["soak", ..])   // there the captioner is a library in somebody's service, which asks for nothing
{
    SkyScribe.FreedMemory.Keep();
}

try
{
    return await Measure(args);
}
// the last two are of numbers
catch (Exception problem) when (SkyScribeException.IsInputFault(problem) || problem is FormatException or OverflowException)
{
    Console.Error.WriteLine($"error: {problem.Message}");
    return 2;
}

static async Task<int> Measure(string[] args)
{
    switch (args)
    {
        case ["features", var encoder, var weights, var images, .. var rest]:
            FeatureRate.Print(encoder, weights, images, rest is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200);
            return 0;
        case ["metrics", var golden, .. var rest]:
            MetricSpeed.Print(golden, rest is [var largest] ? int.Parse(largest, CultureInfo.InvariantCulture) : 20_000);
            return 0;
        case ["train", .. var captionFiles] when captionFiles.Length > 0:
            TrainSpeed.Print(captionFiles);
            return 0;
        case ["caption", var package, var images, .. var rest]:
            CaptionSpeed.Print(package, images, rest is [var checkpoint] ? checkpoint : null);
            return 0;
        case ["caption-memory", var package, var images, .. var rest]:
            await CaptionSpeed.PrintMemory(package, images, rest is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 100_000);
            return 0;
        case ["caption-life", var package, var images]:
            await LongLife.Print(package, images);
            return 0;
        case ["raster", var package, var raster, .. var rest]:
            await RasterSpeed.Print(package, raster, rest is [var tiles] ? int.Parse(tiles, CultureInfo.InvariantCulture) : 400);
            return 0;
        case ["batch", var nats, .. var counts] when counts.Length > 0:
            await BatchCost.Print(nats == "none" ? null : nats, [.. counts.Select(count => int.Parse(count, CultureInfo.InvariantCulture))]);
            return 0;
        case ["scale-model", var overhead]:
            ScaleModel.Print(double.Parse(overhead, CultureInfo.InvariantCulture));
            return 0;
        case ["soak", var minutes, var package, var images, .. var rest]:
            return await Soak.Run(double.Parse(minutes, CultureInfo.InvariantCulture), package, images, rest is [var only] ? only : "");
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
