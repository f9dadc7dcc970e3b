using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>Where captions come from: one file (or a folder with one), or one file for each split, as COCO's are. A path converts to it.</summary>
public sealed class CaptionSource
{
    private CaptionSource(string? file, IReadOnlyDictionary<string, string> fileOfSplit) => (File, FileOfSplit) = (file, fileOfSplit);

    /// <summary>The one file; null where each split has its own.</summary>
    public string? File { get; }

    /// <summary>The file of each split (train, val, test); empty where there is one file.</summary>
    public IReadOnlyDictionary<string, string> FileOfSplit { get; }

    /// <summary>One file, which says its splits itself.</summary>
    /// <param name="file">the file, or a folder with one</param>
    public static CaptionSource FromString(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CaptionSource(file, new Dictionary<string, string>());
    }

    /// <summary>One file for each split.</summary>
    /// <param name="fileOfSplit">at least one; train, val or test, or another word that files use for them</param>
    /// <exception cref="OptionException">A split's name is unknown, or stands there twice.</exception>
    public static CaptionSource FromSplits(IEnumerable<KeyValuePair<string, string>> fileOfSplit)
    {
        ArgumentNullException.ThrowIfNull(fileOfSplit);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string split, string file) in fileOfSplit)
        {
            string known = SplitNames.Find(split)
                ?? throw new OptionException($"found the split {SkyScribeException.Quote(split)}, expected {SplitNames.Expected}");
            if (!files.TryAdd(known, file))
            {
                throw new OptionException(
                    $"found two files for the split '{known}', {files[known]} and {file}, expected one; 'skyscribe merge' makes one of several");
            }
        }

        return files.Count > 0 ? new CaptionSource(null, files) : throw new ArgumentException("no file", nameof(fileOfSplit));
    }

    /// <summary>Reads what a user typed: <c>FILE</c>, or <c>train=FILE</c> once for each split (also in one text, separated by commas).</summary>
    /// <param name="texts">the texts, in their order</param>
    /// <exception cref="OptionException">There are several files without a split, or one with and one without.</exception>
    public static CaptionSource Parse(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var splits = new List<KeyValuePair<string, string>>();
        var files = new List<string>();
        foreach (string part in texts.SelectMany(Parts))
        {
            if (SplitOf(part) is { } split)
            {
                splits.Add(split);
            }
            else
            {
                files.Add(part);
            }
        }

        return (files, splits) switch
        {
            ([var file], []) => FromString(file),
            ([], [_, ..]) => FromSplits(splits),
            ([], []) => throw new OptionException("found no caption file, expected FILE, or train=FILE and val=FILE for one file a split"),
            ([var first, ..], []) => throw new OptionException(
                $"found {files.Count} caption files, {first} and others, expected one; say train=FILE or val=FILE where each split has its own, or 'skyscribe merge' them"),
            _ => throw new OptionException($"found {files[0]} beside files of splits, expected a split for each file, as in train=FILE and val=FILE"),
        };
    }

    /// <summary>One file, which says its splits itself.</summary>
    public static implicit operator CaptionSource(string file) => FromString(file);

    /// <summary>The file or files, for messages.</summary>
    public override string ToString() => File ?? string.Join(" + ", FileOfSplit.Values);

    /// <summary>Whether a word names a split: train, val, test or what else files call them.</summary>
    /// <param name="word">the word</param>
    public static bool IsSplit(string word) => SplitNames.Find(word) is not null;

    // A file whose name happens to hold '=' or ',' is that file.
    private static string[] Parts(string text) =>
        IsThere(text) || text.Split(',') is not { Length: > 1 } parts || !parts.All(part => SplitOf(part) is not null) ? [text] : parts;

    private static KeyValuePair<string, string>? SplitOf(string text) =>
        !IsThere(text) && text.Split('=', 2) is [var split, { Length: > 0 } file] && SplitNames.Find(split) is { } known
        ? KeyValuePair.Create(known, file) : null;

    private static bool IsThere(string text) => System.IO.File.Exists(text) || Directory.Exists(text);
}
