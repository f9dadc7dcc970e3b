using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// COCO's captions: <c>{"images": [{"id", "file_name", "split"?}], "annotations": [{"image_id", "caption"}]}</c>. Other members are ignored.
/// </summary>
internal static class CocoLayout
{
    /// <summary>Reads the images into the builder.</summary>
    public static void Read(JsonField root, string? split, DatasetBuilder builder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonField image in root.Member("images").Items())
        {
            JsonField name = image.Member("file_name");
            JsonField id = image.Member("id");
            int number = builder.AddImage(root.File, name.Path, name.Text(), split ?? image.Find("split")?.Text(), image.Path + ".split");
            if (!numbers.TryAdd(id.Key(), number))
            {
                throw id.Error("", $"the id {SkyScribeException.Quote(id.Key())} a second time", "each id once");
            }
        }

        foreach (JsonField annotation in root.Member("annotations").Items())
        {
            JsonField id = annotation.Member("image_id");
            if (!numbers.TryGetValue(id.Key(), out int number))
            {
                throw id.Error("", $"the id {SkyScribeException.Quote(id.Key())}", "the id of one of the images");
            }

            builder.AddSentence(number, annotation.Member("caption").Text(), []);
        }
    }
}
