using System.Globalization;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One JSON object about an image, as most lists have it: <c>{"image": "1.png", "caption": "...", "split": "train"}</c>, the caption a text
/// or a list.</summary>
/// <param name="Place">where it stands</param>
internal readonly record struct CaptionRecord(JsonPlace Place)
{
    private const int MostNumbered = 100;
    private static readonly string[] Names = [
        "filename", "file_name", "image_path", "img_path", "image_file", "image_name", "image", "img", "file", "path", "image_id"];
    private static readonly string[] Lists = ["sentences", "captions", "caption", "texts", "text", "raw", "sentence", "references", "description"];
    private static readonly string[] Texts = ["raw", "caption", "text", "sentence"];
    private static readonly string[] Ids = ["image_id", "cocoid"];

    // Names that only data sets of pictures of two dates have.
    private static readonly string[] Pairs =
        ["changeflag", "change_flag", "filename_a", "filename_b", "image_a", "image_b", "img_a", "img_b", "image_before", "image_after", "img1",
        "img2", "image1", "image2"];

    /// <summary>Whether an object has an image and a caption under names that are known.</summary>
    public bool IsComplete => Place.IsObject && Image is { IsArray: false, IsObject: false } && Captions is not null;

    /// <summary>Where the image's name stands; null where nothing does.</summary>
    public JsonPlace? Image => First(Place, Names) is not { } found ? null
        : found.IsObject ? First(found, "path", "filename", "file_name")   // Hugging Face: {"bytes": ..., "path": "1.png"}
        : found.IsArray && found.Items().Take(2).ToArray() is [var only] ? only
        : found;

    /// <summary>Where the captions stand, maybe as null; null where nothing does.</summary>
    public JsonPlace? Captions
    {
        get
        {
            foreach (string name in Lists)
            {
                if (Place.Get(name) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }

    /// <summary>The split as written, or null.</summary>
    public string? Split => Place.Find("split")?.Text();

    /// <summary>What the data set calls the image; null for its file's name alone.</summary>
    public ImageId? Id => First(Place, Ids) is { } id ? IdOf(id) : null;

    /// <summary>The id that stands at a place.</summary>
    public static ImageId IdOf(JsonPlace place) => new(place.Key(), place.Value.ValueKind == System.Text.Json.JsonValueKind.Number);

    /// <summary>Refuses an image of a data set about changes between two dates.</summary>
    /// <exception cref="IO.SkyScribeException">It is one.</exception>
    public void RefusePair()
    {
        if (Place.IsObject && Place.Members().Select(member => member.Name)
            .FirstOrDefault(name => Pairs.Contains(name.ToLowerInvariant())) is { } name)
        {
            throw Place.Error(name, "a pair of pictures of two dates, with captions of what changed",
                "captions of single pictures; this program does not train on changes");
        }
    }

    /// <summary>Every sentence, with where it stands: null for one that is missing.</summary>
    /// <param name="needsTokens">whether a sentence without tokens is an error</param>
    /// <exception cref="IO.SkyScribeException">There is no caption, or it is of another type.</exception>
    public IEnumerable<(JsonPlace Place, string? Raw, IReadOnlyList<string> Tokens)> Sentences(bool needsTokens = false)
    {
        JsonPlace list = Captions ?? throw Place.Error("sentences", "no captions", "sentences, captions or caption");
        IEnumerable<JsonPlace> all = list.IsArray ? list.Items() : [list];
        return all.Concat(Numbered()).Select(sentence => SentenceAt(sentence, needsTokens));
    }

    // NWPU-Captions: raw, raw_1, ..., raw_4.
    private IEnumerable<JsonPlace> Numbered()
    {
        for (int i = 1; i < MostNumbered; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            if ((Place.Get("raw_" + number) ?? Place.Get("caption_" + number) ?? Place.Get("caption" + number)) is { } caption)
            {
                yield return caption;
            }
            else if (i > 1)
            {
                yield break;
            }
        }
    }

    /// <summary>One sentence: a text, or an object with it.</summary>
    public static (JsonPlace Place, string? Raw, IReadOnlyList<string> Tokens) SentenceAt(JsonPlace sentence, bool needsTokens)
    {
        if (!sentence.IsObject)
        {
            return needsTokens ? throw sentence.Error("tokens", "no tokens", "a list of words")
                : (sentence, sentence.IsNull ? null : sentence.Text(), []);
        }

        JsonPlace? tokens = needsTokens ? sentence.Member("tokens") : sentence.Find("tokens");
        string[] words = tokens is null ? [] : [.. tokens.Value.Items().Select(token => token.Text())];
        foreach (string name in Texts)
        {
            if (sentence.Get(name) is { } raw)
            {
                return (raw, raw.IsNull ? null : raw.Text(), words);
            }
        }

        return tokens is null ? throw sentence.Error("raw", "no member raw", "this member") : (tokens.Value, string.Join(' ', words), words);
    }

    private static JsonPlace? First(JsonPlace place, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (place.Find(name) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
