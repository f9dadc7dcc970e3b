using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Layouts;

/// <summary>What captions in JSON look like; told apart by content, for training and for scoring alike.</summary>
internal enum JsonLayout
{
    /// <summary>Images with their sentences: <see cref="KarpathyLayout"/>.</summary>
    Karpathy,

    /// <summary>Images and annotations: <see cref="CocoLayout"/>.</summary>
    Coco,

    /// <summary>Images with a candidate and references, as the golden score files have them.</summary>
    Golden,

    /// <summary>One object from image names or ids to captions.</summary>
    CaptionsById,

    /// <summary>A list of records, alone or under a name: <see cref="RecordLayout"/>.</summary>
    Records,

    /// <summary>Lists of records by split, <c>{"train": [...], "val": [...]}</c>.</summary>
    RecordsBySplit,

    /// <summary>Lists of records by scene, as NWPU-Captions has them.</summary>
    RecordsByScene,

    /// <summary>None of these.</summary>
    Unknown,
}

/// <summary>Tells the layouts apart.</summary>
internal static class JsonLayouts
{
    private static readonly string[] Lists = ["annotations", "data", "samples", "records", "items", "rows", "examples"];

    /// <summary>The layout of a file: COCO's has annotations, Karpathy's images have sentences; of the others, the first member tells.</summary>
    public static JsonLayout Of(JsonPlace root)
    {
        if (root.IsArray)
        {
            return root.Items().All(item => item.IsObject) ? JsonLayout.Records : JsonLayout.Unknown;
        }

        if (!root.IsObject)
        {
            return JsonLayout.Unknown;
        }

        if (ListIn(root) is not null)
        {
            return JsonLayout.Records;
        }

        if (root.Find("annotations") is { } annotations && (annotations.IsArray || root.Find("images") is not null))
        {
            return JsonLayout.Coco;
        }

        if (root.Find("images") is { } images)
        {
            return images.IsArray && First(images) is { IsObject: true } first && first.Find("sentences") is null
                && first.Find("references") is not null && first.Find("candidate") is not null
                ? JsonLayout.Golden
                : JsonLayout.Karpathy;
        }

        return root.Members().FirstOrDefault() is { Name: { } name, Value: var value } ? OfMember(root, name, value) : JsonLayout.Unknown;
    }

    /// <summary>The list of records of a file that has one under a name; null where there is none.</summary>
    public static JsonPlace? ListIn(JsonPlace root)
    {
        foreach (string name in Lists)
        {
            if (root.Find(name) is { IsArray: true } list && First(list) is { } first && new CaptionRecord(first).IsComplete
                && (name != "annotations" || root.Find("images") is null))
            {
                return list;
            }
        }

        return new CaptionRecord(root).IsComplete && root.Find("images") is null ? root : null;
    }

    /// <summary>Whether a member's name can be that of an image: a file, or a number.</summary>
    public static bool IsImageName(string name) => ImageFiles.HasImageExtension(name) || (name.Length is > 0 and < 20 && name.All(char.IsAsciiDigit));

    private static JsonLayout OfMember(JsonPlace root, string name, JsonPlace value)
    {
        bool isSplit = root.Members().All(member => SplitNames.Find(member.Name) is not null && (member.Value.IsArray || member.Value.IsObject));
        if (value.IsArray && First(value) is { IsObject: true } first)
        {
            return isSplit ? JsonLayout.RecordsBySplit
                : HasFile(first) && new CaptionRecord(first).IsComplete ? JsonLayout.RecordsByScene
                : IsImageName(name) ? JsonLayout.CaptionsById
                : JsonLayout.Unknown;
        }

        return isSplit && value.IsObject ? JsonLayout.RecordsBySplit : IsImageName(name) ? JsonLayout.CaptionsById : JsonLayout.Unknown;
    }

    private static bool HasFile(JsonPlace record) =>
        record.Find("filename") is not null || record.Find("file_name") is not null || record.Find("image") is not null;

    private static JsonPlace? First(JsonPlace list) => list.Items().Take(1).ToArray() is [var first] ? first : null;
}
