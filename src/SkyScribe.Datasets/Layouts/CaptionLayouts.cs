using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>The layouts that are read, in words.</summary>
internal static class CaptionLayouts
{
    private const int MostNames = 8;

    /// <summary>All of them in one line, for messages.</summary>
    public const string Expected =
        "captions in one of these layouts (docs/reference/formats.md shows each): Karpathy {\"images\": [{\"filename\", \"sentences\": [{\"raw\"}]}]}; COCO {\"images\": [{\"id\", \"file_name\"}], \"annotations\": [{\"image_id\", \"caption\"}]}; "
        + "NWPU {scene: [{\"filename\", \"raw\", \"raw_1\"}]}; a list [{\"image\", \"caption\"}], also by split {\"train\": [...]}; JSON lines of such objects; {\"1.png\": [captions]}; a table with the columns image, caption and split";

    /// <summary>The error of JSON in none of them.</summary>
    public static SkyScribeException Unknown(JsonPlace root)
    {
        string found = root.IsObject
            ? $"an object with the members {SkyScribeException.Quote(string.Join(", ", root.Members().Take(MostNames).Select(member => member.Name)))}"
            : root.IsArray ? "a list of other things than objects" : root.Kind();
        return root.Error("", found, Expected);
    }
}
