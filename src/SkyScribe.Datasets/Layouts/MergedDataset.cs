using System.Text.Encodings.Web;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One of the data sets that a merged one is made of.</summary>
/// <param name="Captions">its caption file</param>
/// <param name="Below">where its images lie below the common image folder, with '/' between its parts; empty for the folder itself</param>
/// <param name="Split">the split of all its images, where the file has none; null takes the file's own splits</param>
public sealed record MergedPart(string Captions, string Below, string? Split = null);

/// <summary>Writes several data sets as one, in the Karpathy layout: a model that is to know them all is trained on that.</summary>
public static class MergedDataset
{
    /// <summary>Writes the merged caption file; an existing one is replaced as a whole.</summary>
    /// <param name="parts">at least two data sets; each keeps its splits, or is one split as a whole</param>
    /// <param name="path">the file</param>
    /// <param name="name">name of the merged data set</param>
    /// <returns>how many images came together</returns>
    /// <exception cref="DatasetException">A part is no data set or has no splits and was given none, two parts have an image in common, or a path
    /// leads out of the image folder.</exception>
    public static int Write(IReadOnlyList<MergedPart> parts, string path, string name)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count < 2)
        {
            throw new OptionException($"found {parts.Count} data set to merge, expected at least two");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var images = new List<(string File, CaptionedImage Image)>();
        foreach (var part in parts)
        {
            foreach (var image in Read(part).Images)
            {
                string file = ImagePath.Normalize(part.Below.Length == 0 ? image.FileName : $"{part.Below}/{image.FileName}")
                    ?? throw new DatasetException(part.Captions, "", SkyScribeException.Quote(part.Below), ImagePath.Expected);
                if (!names.Add(file))
                {
                    throw new DatasetException(part.Captions, "images[].filename", $"{SkyScribeException.Quote(file)} a second time",
                        "data sets without a common image, or different folders");
                }

                images.Add((file, image));
            }
        }

        AtomicFile.Write(path, stream => WriteJson(stream, name, images));
        return images.Count;
    }

    private static CaptionDataset Read(MergedPart part)
    {
        CaptionDataset dataset =
            DatasetReader.Read(part.Split is { } split ? CaptionSource.FromSplits([KeyValuePair.Create(split, part.Captions)]) : part.Captions);
        return dataset.SplitOrigin != SplitOrigin.None ? dataset : throw new DatasetException(
            part.Captions, "split", "no splits",
            $"the split of all its images, as in --data {(part.Below.Length == 0 ? "FOLDER" : part.Below)}:train={part.Captions} (or :val, :test), so that no val image becomes a training image");
    }

    private static void WriteJson(Stream stream, string name, IReadOnlyList<(string File, CaptionedImage Image)> images)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("dataset", name);
        json.WriteStartArray("images");
        foreach (var (file, image) in images)
        {
            json.WriteStartObject();
            json.WriteString("filename", file);
            json.WriteString("split", image.Split);
            json.WriteStartArray("sentences");
            foreach (var sentence in image.Sentences)
            {
                json.WriteStartObject();
                json.WriteString("raw", sentence.Raw);
                json.WriteStartArray("tokens");
                foreach (string token in sentence.Tokens)
                {
                    json.WriteStringValue(token);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
