
namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Compares the sizes of the splits with those that were published with the data set.</summary>
internal static class SplitSizes
{
    // Lu et al., "Exploring Models and Data for Remote Sensing Image Caption Generation" (TGRS 2018) and the files in use since.
    private static readonly (string Name, int Train, int Val, int Test)[] Published = [
        ("ucm", 1680, 210, 210), ("sydney", 497, 58, 58), ("rsicd", 8734, 1094, 1093)];

    public static IEnumerable<Finding> Check(CaptionDataset dataset)
    {
        IReadOnlyDictionary<string, int> counts = dataset.SplitCounts;
        (int train, int val, int test) =
            (counts.GetValueOrDefault(SplitNames.Train), counts.GetValueOrDefault(SplitNames.Validation), counts.GetValueOrDefault(SplitNames.Test));
        if (dataset.SplitOrigin == SplitOrigin.None)
        {
            yield return new Finding(
                Severity.Warning, "no-splits",
                $"{dataset.Images.Count} images without splits: training draws 80/10/10 by its seed and writes it beside the run; files of splits are given as train=FILE val=FILE test=FILE");
            yield break;
        }

        string found = $"train {train}, val {val}, test {test}";
        (string name, int knownTrain, int knownVal, int knownTest) =
            Array.Find(Published, known => dataset.Name.Contains(known.Name, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            yield return new Finding(Severity.Note, "split-sizes", $"{found} images; no published sizes are known for {dataset.Name}");
        }
        else if ((train, val, test) == (knownTrain, knownVal, knownTest))
        {
            yield return new Finding(Severity.Note, "split-sizes", $"{found} images, as published");
        }
        else
        {
            // A split that is simply not there was left out on purpose; another size means other images.
            bool onlyMissing = (train == 0 || train == knownTrain) && (val == 0 || val == knownVal) && (test == 0 || test == knownTest);
            yield return new Finding(
                onlyMissing ? Severity.Note : Severity.Error,
                "split-sizes",
                $"{found} images, published are train {knownTrain}, val {knownVal}, test {knownTest}{(onlyMissing ? "" : ": scores cannot be compared with others'")}");
        }

        if (dataset.SplitOrigin is SplitOrigin.Seeded or SplitOrigin.SplitFile)
        {
            yield return new Finding(Severity.Warning, "split-origin",
                $"the splits are {dataset.SplitReason}: scores can only be compared with runs on the same split file");
        }
    }
}
