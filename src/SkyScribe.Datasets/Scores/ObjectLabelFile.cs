using SkyScribe.IO;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Datasets.Scores;

/// <summary>Objects that people marked in pictures: which kinds each picture has.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Words">Which words of captions name which kinds.</param>
/// <param name="Objects">For each picture its kinds.</param>
public sealed record ObjectLabelFile(string Path, string Hash, ObjectWords Words, IReadOnlyDictionary<string, IReadOnlySet<string>> Objects)
{
    private const string Expected = "{\"images\": [{\"filename\": \"1.jpg\", \"objects\": [\"trees\", \"cars\"]}]}";
    private const long MostWordBytes = 1 << 20;

    /// <summary>Reads a file of marked objects.</summary>
    /// <param name="path">JSON: <c>{"images": [{"filename", "objects": [kind, ...]}]}</c>; other members are not looked at</param>
    /// <param name="words">a list of words (<see cref="ObjectWords"/>); null takes the bundled one for aerial pictures</param>
    /// <exception cref="CaptionFileException">A file cannot be read or is no such file, a picture comes twice, or a kind has no words.</exception>
    public static ObjectLabelFile Read(string path, string? words = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectWords known = words is null ? ObjectWords.Aerial : ReadWords(words);
        var source = new JsonSource(path, CaptionFileException.Of, Expected);
        var (text, hash) = source.ReadText();
        var objects = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (JsonPlace image in source.Parse(text).Member("images").Items())
        {
            string name = image.Member("filename").Text();
            var kinds = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonPlace kind in image.Member("objects").Items())
            {
                string found = kind.Text();
                kinds.Add(known.Kinds.Contains(found) ? found : throw kind.Error("", SkyScribeException.Quote(found),
                    $"a kind that the list of words has ({string.Join(", ", known.Kinds)}); give a list with this kind by --object-words"));
            }

            if (!objects.TryAdd(name, kinds))
            {
                throw image.Error("filename", $"{SkyScribeException.Quote(name)} a second time", "each picture once");
            }
        }

        return objects.Count > 0 ? new ObjectLabelFile(path, hash, known, objects)
            : throw new CaptionFileException(path, "images", "no picture", Expected);
    }

    /// <summary>Scores captions of some of the pictures. Pictures that nobody marked weigh nothing.</summary>
    /// <param name="names">for each picture what it may be called, the best name first: a file name, a number</param>
    /// <param name="captions">for each picture its caption</param>
    /// <returns>the scores, and how many of the pictures are marked</returns>
    /// <exception cref="CaptionFileException">None of the pictures is marked.</exception>
    public (CaptionScores Scores, int Marked) Score(IReadOnlyList<IReadOnlyList<string>> names, IReadOnlyList<string> captions)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(captions);
        IdMatch match = IdMatch.Find([.. Objects.Keys], [.. names.Select(name => new ReferencedImage(name, []))]);
        return match.Count == 0
            ? throw new CaptionFileException(
                Path, "images", $"none of the {names.Count} pictures that were captioned ({string.Join(", ", names.Take(3).Select(name => name[0]))})",
                $"their objects; it has {string.Join(", ", Objects.Keys.Take(3))}")
            : (ObjectNaming.Score(
                [.. captions.Select(caption => new[] { caption })],
                [.. match.CandidateOf.Select(name => name is null ? null : Objects[name])],
                Words),
                match.Count);
    }

    private static ObjectWords ReadWords(string path)
    {
        byte[] bytes = BoundedFile.Read(path, MostWordBytes, "a list of words", CaptionFileException.Of);
        try
        {
            return ObjectWords.Parse(System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (FormatException problem)
        {
            throw new CaptionFileException($"{path}: {problem.Message}");
        }
    }
}
