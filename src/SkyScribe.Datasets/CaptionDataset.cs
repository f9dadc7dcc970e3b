using SkyScribe.IO;
using SkyScribe.Text;

namespace SkyScribe.Datasets;

/// <summary>Where the splits of a data set come from.</summary>
public enum SplitOrigin
{
    /// <summary>The caption file itself.</summary>
    Official,

    /// <summary>A <c>splits.json</c> that was there.</summary>
    SplitFile,

    /// <summary>Drawn by a seed: 80/10/10, or val out of train.</summary>
    Seeded,

    /// <summary>Nowhere: there are none, and every image belongs to "all".</summary>
    None,
}

/// <summary>Image files that a caption file names and the image folder lacks.</summary>
/// <param name="Count">How many.</param>
/// <param name="FirstFive">The first of them; where a file lies there that it may be, with that.</param>
public sealed record MissingImages(int Count, IReadOnlyList<string> FirstFive);

/// <summary>Captioned images with their splits, as one or more caption files give them.</summary>
public sealed class CaptionDataset
{
    private const int MostListed = 20;
    private readonly string _file;
    private readonly Dictionary<string, CaptionedImage[]> _splits;

    internal CaptionDataset(string file, IReadOnlyList<CaptionedImage> images)
    {
        (_file, Images) = (file, images);
        _splits = images.GroupBy(image => image.Split).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>The data set's name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the caption file, as lower-case hexadecimal digits; of several files, that of their splits and hashes.</summary>
    public required string Hash { get; init; }

    /// <summary>All images, in the order of the file.</summary>
    public IReadOnlyList<CaptionedImage> Images { get; }

    /// <summary>Where the splits come from.</summary>
    public required SplitOrigin SplitOrigin { get; init; }

    /// <summary>The same in words, with the file or the seed, for reports.</summary>
    public string SplitReason { get; init; } = "the caption file's own splits";

    /// <summary>Where <see cref="WordsOf(CaptionedImage)"/> takes its words from.</summary>
    public required SentenceSource SentenceSource { get; init; }

    /// <summary>What the reader left out or changed, for the log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Image files that were left out because they were missing or damaged.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>The caption file or files, for messages.</summary>
    internal string File => _file;

    /// <summary>Number of images of each split that is there.</summary>
    public IReadOnlyDictionary<string, int> SplitCounts => _splits.ToDictionary(split => split.Key, split => split.Value.Length);

    /// <summary>The images of one split, in the order of the file.</summary>
    /// <param name="name">train, val or test; "all" for every image.</param>
    /// <exception cref="DatasetException">The data set has no such split.</exception>
    public IReadOnlyList<CaptionedImage> Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string known = SplitNames.Find(name) ?? name.Trim().ToLowerInvariant();
        return known == SplitNames.All ? Images
            : _splits.TryGetValue(known, out CaptionedImage[]? images) ? images
            : throw (SplitOrigin == SplitOrigin.None
                ? new DatasetException(
                    _file, "split", $"no splits, and the split {SkyScribeException.Quote(name)} asked for",
                    $"\"all\" (--split all) for all {Images.Count} images, or the file of each split (--data train=FILE --data val=FILE --data test=FILE)")
                : new DatasetException(_file, "split", $"no split {SkyScribeException.Quote(name)}", $"one that is there: {DescribeSplits()}"));
    }

    /// <summary>Which images a split has and why, for reports: "10 of 100 images: val, the caption file's own splits".</summary>
    /// <param name="name">As for <see cref="Split"/>.</param>
    public string Describe(string name)
    {
        int count = Split(name).Count;
        return Describe(name, count) + (LeftOut.Count == 0 ? "" : $"; {LeftOut.Count} missing or damaged ones left out");
    }

    private string Describe(string name, int count) => SplitOrigin == SplitOrigin.None ? $"all {count} images: {SplitReason}"
            : SplitNames.Find(name) is { } known ? $"{count} of {Images.Count} images: {known}, {SplitReason}"
            : $"all {count} images of every split, because that was asked for: {DescribeSplits()}; {SplitReason}";

    /// <summary>The words of each sentence of an image, by <see cref="SentenceSource"/>.</summary>
    public IReadOnlyList<string[]> WordsOf(CaptionedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return [.. image.Sentences.Select(sentence => WordsOf(sentence, SentenceSource))];
    }

    /// <summary>The words of all sentences of a split; the training split's make the vocabulary and the attributes.</summary>
    public IEnumerable<string[]> SentencesOf(string split) => Split(split).SelectMany(WordsOf);

    /// <summary>Looks which image files are missing in a folder.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="split">Only this split's images; by default all.</param>
    public MissingImages CheckImages(string folder, string? split = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var files = new ImageFolder(folder);
        CaptionedImage[] missing = [.. (split is null ? Images : Split(split)).Where(image => files.Find(image) is null)];
        return new MissingImages(missing.Length, [.. missing.Take(5).Select(files.Describe)]);
    }

    /// <summary>The data set without some images; a warning names them.</summary>
    /// <param name="files">the image files</param>
    /// <param name="kind">what they are: "missing" or "damaged"</param>
    internal CaptionDataset Without(IReadOnlyCollection<string> files, string kind)
    {
        var left = files.ToHashSet(StringComparer.Ordinal);
        return new CaptionDataset(_file, [.. Images.Where(image => !left.Contains(image.FileName))])
        {
            Name = Name,
            Hash = Hash,
            SplitOrigin = SplitOrigin,
            SplitReason = SplitReason,
            SentenceSource = SentenceSource,
            LeftOut = [.. LeftOut, .. left],
            Warnings = [.. Warnings,
            $"{_file}: left out {left.Count} {kind} images: {string.Join(", ", left.Take(MostListed))}{(left.Count > MostListed ? ", ..." : "")}"],
        };
    }

    /// <summary>Writes which image is in which split, so that another run uses the same; an existing file is replaced.</summary>
    public void WriteSplits(string path) =>
        new SplitFile(Images.ToDictionary(image => image.FileName, image => image.Split)) { Captions = Hash, Rule = SplitReason }.Write(path);

    internal static string[] WordsOf(CaptionSentence sentence, SentenceSource source) => source == SentenceSource.Raw
        ? CaptionTokenizer.Tokenize(sentence.Raw)
        : [.. sentence.Tokens.SelectMany(SplitToken)];

    // A token may be empty or hold blanks in real files; a vocabulary word may not.
    private static IEnumerable<string> SplitToken(string token) =>
        string.Concat(token.Select(c => char.IsControl(c) ? ' ' : c)).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private string DescribeSplits() => string.Join(", ", _splits.OrderBy(split => split.Key, StringComparer.Ordinal)
        .Select(split => $"{split.Key} ({split.Value.Length} images)"));
}
