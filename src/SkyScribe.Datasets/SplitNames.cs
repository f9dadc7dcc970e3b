namespace SkyScribe.Datasets;

/// <summary>The three splits and what files call them.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Validation = "val";
    public const string Test = "test";

    /// <summary>Not a split: every image of a data set, and what the images of one without splits belong to.</summary>
    public const string All = "all";

    /// <summary>The words a file may use, for messages.</summary>
    public const string Expected = "train, val or test (restval counts as train; validation, valid and dev as val)";

    /// <summary>Our name of a split, or null for an unknown one.</summary>
    /// <remarks>"restval" is what Karpathy's split of COCO calls the images of COCO's val that it trains on.</remarks>
    public static string? Find(string name) => WithoutYear(name.Trim().ToLowerInvariant()) switch
    {
        "train" or "training" or "restval" => Train,
        "val" or "valid" or "validation" or "dev" => Validation,
        "test" or "testing" => Test,
        _ => null,
    };

    // COCO's folders and some files have the year: train2014, val2017.
    private static string WithoutYear(string name) =>
        name.Length > 4 && name.AsSpan(name.Length - 4) is ['1' or '2', '9' or '0', >= '0' and <= '9', >= '0' and <= '9'] ? name[..^4] : name;
}
