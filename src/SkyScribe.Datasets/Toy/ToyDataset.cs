using System.Text.Json;
using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Toy;

/// <summary>
/// Draws aerial scenes and describes them: fields, forests, rivers, beaches, harbors, airports and more, with five sentences an image and
/// the splits train, val and test, in the Karpathy layout. It is large enough to train on within minutes, and needs no download.
/// </summary>
public static class ToyDataset
{
    private const string CaptionFileName = "dataset_toy.json", ImageFolderName = "images", OptionsFileName = "toy.json";
    private const int SentencesPerImage = 5;

    // Raised with every change of the pictures or sentences, so that folders of an older generator are drawn anew.
    private const int GeneratorVersion = 2;

    private static readonly Func<ToyBrush, string[]>[] Scenes =
    [
        CountryScenes.Farmland, CoastScenes.Sea, TownScenes.Residential, CountryScenes.River, TownScenes.Airport, CoastScenes.Beach,
        CountryScenes.Forest, TownScenes.Crossroads, CoastScenes.Harbor, TownScenes.Building, TownScenes.Tanks, TownScenes.ParkingLot,
        CountryScenes.Pond,
    ];

    /// <summary>
    /// Makes the data set, or leaves it as it is if the folder holds this one already. Another toy data set in that folder is replaced; the
    /// folder appears as a whole or not at all.
    /// </summary>
    /// <param name="folder">where it shall lie: a folder that does not exist, is empty, or holds a toy data set</param>
    /// <param name="options">how large it is</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder holds something else, or cannot be written.</exception>
    public static ToyPaths Generate(string folder, ToyDatasetOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var paths = new ToyPaths(Path.Combine(folder, CaptionFileName), Path.Combine(folder, ImageFolderName));
        string identity = JsonSerializer.Serialize(new ToyIdentity(GeneratorVersion, options), ToyJson.Default.ToyIdentity);
        string optionsFile = Path.Combine(folder, OptionsFileName);
        if (File.Exists(optionsFile) && File.ReadAllText(optionsFile) == identity)
        {
            return paths;
        }

        if (!File.Exists(optionsFile) && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new IOException($"{folder}: found files that are no toy data set; expected an empty folder, or one to be made: choose another");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        AtomicFolder.Replace(folder, fresh =>
        {
            string images = Directory.CreateDirectory(Path.Combine(fresh, ImageFolderName)).FullName;
            string[][] sentences = new string[options.Train + options.Validation + options.Test][];
            Parallel.For(0, sentences.Length, index =>
            {
                var (png, own) = Draw(index, options);
                sentences[index] = own;
                File.WriteAllBytes(Path.Combine(images, FileName(index)), png);
            });
            using (var stream = File.Create(Path.Combine(fresh, CaptionFileName)))
            {
                WriteCaptions(stream, sentences, options);
            }

            File.WriteAllText(Path.Combine(fresh, OptionsFileName), identity);
        });
        return paths;
    }

    private static string FileName(int index) => FormattableString.Invariant($"{index + 1}.png");

    private static (byte[] Png, string[] Sentences) Draw(int index, ToyDatasetOptions options)
    {
        // A stream of its own for each image: it does not depend on the others, nor on the sizes of the splits.
        var random = new DeterministicRandom(options.Seed, (ulong)index);
        var brush = new ToyBrush(options.ImageSize, random);
        string[] sentences = Scenes[index % Scenes.Length](brush);

        // As people do: mostly five different sentences, sometimes the same one again.
        string[] drawn = [.. DeterministicRandom.Permutation(sentences.Length, random.Next(), 0).Take(SentencesPerImage).Select(at => sentences[at])];
        if (brush.Chance(0.3))
        {
            drawn[^1] = drawn[0];
        }

        return (PngFile.Encode(options.ImageSize, options.ImageSize, brush.Canvas.ToRgb()), drawn);
    }

    private static void WriteCaptions(Stream stream, string[][] sentences, ToyDatasetOptions options)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("dataset", "toy");
        json.WriteStartArray("images");
        for (int image = 0; image < sentences.Length; image++)
        {
            json.WriteStartObject();
            json.WriteString("filename", FileName(image));
            json.WriteNumber("imgid", image);
            json.WriteString("split", image < options.Train ? "train" : image < options.Train + options.Validation ? "val" : "test");
            json.WriteStartArray("sentids");
            for (int sentence = 0; sentence < SentencesPerImage; sentence++)
            {
                json.WriteNumberValue((image * SentencesPerImage) + sentence);
            }

            json.WriteEndArray();
            json.WriteStartArray("sentences");
            for (int sentence = 0; sentence < SentencesPerImage; sentence++)
            {
                string raw = sentences[image][sentence];
                json.WriteStartObject();
                json.WriteString("raw", raw);
                json.WriteStartArray("tokens");
                foreach (string token in raw.Split(' ').Where(word => word != "."))
                {
                    json.WriteStringValue(token);
                }

                json.WriteEndArray();
                json.WriteNumber("imgid", image);
                json.WriteNumber("sentid", (image * SentencesPerImage) + sentence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

// What tells one toy data set from another.
internal sealed record ToyIdentity(int GeneratorVersion, [property: JsonPropertyName("options")] ToyDatasetOptions Options);

[JsonSerializable(typeof(ToyIdentity))]
internal sealed partial class ToyJson : JsonSerializerContext;
