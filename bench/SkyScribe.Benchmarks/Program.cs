using System.Globalization;
using SkyScribe.Benchmarks;
using SkyScribe.IO;

const string Usage = """
    Each measurement prints a table for docs/results. From the repository's root:
      ./skyscribe bench parameters
      ./skyscribe bench ridge ENCODER WEIGHTS UCM.json IMAGES
      ./skyscribe bench features ENCODER WEIGHTS IMAGES [COUNT]
      ./skyscribe bench metrics GOLDEN.json [LARGEST]
      ./skyscribe bench parity GOLDEN.json...
      ./skyscribe bench scenes GOLDEN.json ...
      ./skyscribe bench train DATASET.json...
      ./skyscribe bench attributes MODEL DATASET.json IMAGES
      ./skyscribe bench efficiency DATASET.json
      ./skyscribe bench caption PACKAGE IMAGES [CHECKPOINT]
      ./skyscribe bench caption-memory PACKAGE IMAGES [COUNT]
      ./skyscribe bench precision PACKAGE REFERENCE_PACKAGE IMAGES
      ./skyscribe bench trust PACKAGE DATASET.json IMAGES
    """;

SkyScribe.FreedMemory.Keep();
try
{
    return await Measure(args);
}
catch (Exception problem) when (SkyScribeException.IsInputFault(problem) || problem is FormatException or OverflowException)   // the last two are of numbers
{
    Console.Error.WriteLine($"error: {problem.Message}");
    return 2;
}

static async Task<int> Measure(string[] args)
{
    switch (args)
    {
        case ["parameters"]:
            ParameterTable.Print();
            return 0;
        case ["ridge", var encoder, var weights, var captions, var images]:
            RidgeTest.Print(encoder, weights, captions, images);
            return 0;
        case ["features", var encoder, var weights, var images, .. var rest]:
            FeatureRate.Print(encoder, weights, images, rest is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200);
            return 0;
        case ["metrics", var golden, .. var rest]:
            MetricSpeed.Print(golden, rest is [var largest] ? int.Parse(largest, CultureInfo.InvariantCulture) : 20_000);
            return 0;
        case ["parity", _, ..]:
            MetricParity.Print(args[1..]);
            return 0;
        case ["scenes", .. var goldenFiles] when goldenFiles.Length > 0:
            SceneAgreement.Print(goldenFiles);
            return 0;
        case ["train", .. var captionFiles] when captionFiles.Length > 0:
            TrainSpeed.Print(captionFiles);
            return 0;
        case ["attributes", var model, var captions, var images]:
            AttributeWorth.Print(model, captions, images);
            return 0;
        case ["efficiency", var captionFile]:
            EfficiencyTable.Print(captionFile);
            return 0;
        case ["caption", var package, var images, .. var rest]:
            CaptionSpeed.Print(package, images, rest is [var checkpoint] ? checkpoint : null);
            return 0;
        case ["caption-memory", var package, var images, .. var rest]:
            await CaptionSpeed.PrintMemory(package, images, rest is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 100_000);
            return 0;
        case ["precision", var package, var reference, var images]:
            PackagePrecision.Print(package, reference, images);
            return 0;
        case ["trust", var package, var captions, var images]:
            OutOfDomain.Print(package, captions, images);
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
