using SkyScribe.Benchmarks;

const string Usage = """
    Each measurement prints a table for docs/results. Run from the repository's root:
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- parameters
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- ridge ENCODER WEIGHTS UCM.json IMAGES
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- features ENCODER WEIGHTS IMAGES [COUNT]
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- metrics GOLDEN.json [LARGEST]
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- parity GOLDEN.json...
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- scenes GOLDEN.json ...
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- train DATASET.json...
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- attributes MODEL DATASET.json IMAGES
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- efficiency DATASET.json
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- caption PACKAGE IMAGES [CHECKPOINT]
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- caption-memory PACKAGE IMAGES [COUNT]
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- precision PACKAGE REFERENCE_PACKAGE IMAGES
      dotnet run -c Release --project bench/SkyScribe.Benchmarks -- trust PACKAGE DATASET.json IMAGES
    """;

SkyScribe.FreedMemory.Keep();
switch (args)
{
    case ["parameters"]:
        ParameterTable.Print();
        return 0;
    case ["ridge", var encoder, var weights, var captions, var images]:
        RidgeTest.Print(encoder, weights, captions, images);
        return 0;
    case ["features", var encoder, var weights, var images, .. var rest]:
        FeatureRate.Print(encoder, weights, images, rest is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 200);
        return 0;
    case ["metrics", var golden, .. var rest]:
        MetricSpeed.Print(golden, rest is [var largest] ? int.Parse(largest, System.Globalization.CultureInfo.InvariantCulture) : 20_000);
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
        await CaptionSpeed.PrintMemory(package, images, rest is [var times] ? int.Parse(times, System.Globalization.CultureInfo.InvariantCulture) : 100_000);
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
