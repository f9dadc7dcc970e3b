using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// Lists of objects that are one image and its captions each: BLIP's and LAVIS's lists, Hugging Face's metadata.jsonl, NWPU-Captions (a list for each
/// scene), a list for each split, and one object from image names to captions.
/// </summary>
internal static class RecordLayout
{
    /// <summary>Reads a file of one of these layouts into the builder.</summary>
    public static void Read(JsonPlace root, JsonLayout layout, DatasetBuilder builder, bool needsTokens)
    {
        switch (layout)
        {
            case JsonLayout.Records:
                Read(root.IsArray ? root.Items() : JsonLayouts.ListIn(root) is { IsArray: true } list ? list.Items() : [root], builder, needsTokens);
                break;
            case JsonLayout.RecordsBySplit:
                foreach ((string split, JsonPlace part) in root.Members())
                {
                    ReadPart(part, split, builder, needsTokens);
                }

                break;
            case JsonLayout.RecordsByScene:
                ReadScenes(root, builder, needsTokens);
                break;
            default:
                ReadMap(root, null, builder, needsTokens);
                break;
        }
    }

    /// <summary>Reads records into the builder; an image's records need not stand together.</summary>
    public static void Read(IEnumerable<JsonPlace> records, DatasetBuilder builder, bool needsTokens, string? split = null)
    {
        foreach (JsonPlace place in records)
        {
            var record = new CaptionRecord(place);
            JsonPlace name = record.Image ?? throw place.Error(
                "", place.IsObject ? "no image" : place.Kind(), "an object with the image (filename, file_name, image) and its captions");
            Add(record, name.Path, name.Key(), split, builder, needsTokens);
        }
    }

    private static int Add(CaptionRecord record, string field, string name, string? split, DatasetBuilder builder, bool needsTokens)
    {
        record.RefusePair();
        string file = record.Place.Source.File, splitField = record.Place.Path + ".split";
        string? own = record.Split;
        if (own is not null && split is not null && SplitNames.Find(own) != SplitNames.Find(split))
        {
            throw record.Place.Error(
                "split", SkyScribeException.Quote(own), $"{SkyScribeException.Quote(split)}, as the list is called that it stands in");
        }

        int image = builder.FindOrAddImage(file, field, name, own ?? split, splitField);
        builder.SetId(image, record.Id);
        foreach ((JsonPlace place, string? raw, IReadOnlyList<string> tokens) in record.Sentences(needsTokens))
        {
            builder.AddSentence(image, place.Path, raw, tokens);
        }

        return image;
    }

    private static void ReadPart(JsonPlace part, string split, DatasetBuilder builder, bool needsTokens)
    {
        if (part.IsArray)
        {
            Read(part.Items(), builder, needsTokens, split);
        }
        else
        {
            ReadMap(part, split, builder, needsTokens);
        }
    }

    private static void ReadScenes(JsonPlace root, DatasetBuilder builder, bool needsTokens)
    {
        // Names may be unique within a scene only; then the scene is part of the path, as in the folders that such files come with.
        var records = root.Members().SelectMany(scene => scene.Value.Items().Select(place => (Scene: scene.Name, Record: new CaptionRecord(place))))
            .ToArray();
        string[] names = [.. records.Select(
            record => (record.Record.Image ?? throw record.Record.Place.Error("filename", "no member filename", "this member")).Key())];
        bool isUnique = names.Distinct(StringComparer.Ordinal).Count() == names.Length;
        for (int i = 0; i < records.Length; i++)
        {
            (string scene, CaptionRecord record) = records[i];
            int image = Add(record, record.Image!.Value.Path, isUnique ? names[i] : $"{scene}/{names[i]}", null, builder, needsTokens);
            builder.SetScene(image, scene);
        }
    }

    // {"1.png": "a road"}, {"1.png": ["a road", "a long road"]}, {"1.png": [{"raw": ...}]} or {"1.png": {"captions": [...], "split": "train"}}
    private static void ReadMap(JsonPlace map, string? split, DatasetBuilder builder, bool needsTokens)
    {
        foreach ((string name, JsonPlace value) in map.Members())
        {
            if (value.IsObject)
            {
                Add(new CaptionRecord(value), value.Path, name, split, builder, needsTokens);
                continue;
            }

            int image = builder.FindOrAddImage(value.Source.File, value.Path, name, split, value.Path + ".split");
            foreach (JsonPlace sentence in value.IsArray ? value.Items() : [value])
            {
                (JsonPlace place, string? raw, IReadOnlyList<string> tokens) = CaptionRecord.SentenceAt(sentence, needsTokens);
                builder.AddSentence(image, place.Path, raw, tokens);
            }
        }
    }
}
