using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// Reads captioned images in any of the layouts of docs/reference/formats.md: JSON, JSON lines or a table. The file's content tells which; its name's
/// ending means nothing.
/// </summary>
public static class DatasetReader
{
    /// <summary>Reads a data set.</summary>
    /// <param name="path">The caption file, or a folder with one caption file in it.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="DatasetException">The file is missing or is not such a data set.</exception>
    public static CaptionDataset Read(string path, DatasetReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new DatasetReaderOptions();
        string file = path;
        var builder = new DatasetBuilder(options);
        if (Directory.Exists(path))
        {
            if (CaptionFolder.Splits(path) is { Count: > 0 } splits)
            {
                return ReadFolders(path, splits, options);
            }

            file = CaptionFolder.FileIn(path);
            if (CaptionFolder.IsOutdated(file))
            {
                builder.Warn($"{file}: the labels beside it ({CaptionFolder.Labels}) are newer; after an edit by hand 'skyscribe label --status {path}' brings it up to date");
            }
        }

        (string hash, string? name) = ReadInto(builder, file, options);
        return builder.Build(file, options.Name ?? name ?? Path.GetFileNameWithoutExtension(file), hash);
    }

    /// <summary>Reads a data set whose splits are files of their own, as COCO's are.</summary>
    /// <param name="fileOfSplit">The caption file of each split (train, val, test).</param>
    /// <param name="options">How to read them.</param>
    /// <exception cref="DatasetException">A file is missing or is not a data set, or an image is in two of them.</exception>
    public static CaptionDataset Read(IReadOnlyDictionary<string, string> fileOfSplit, DatasetReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fileOfSplit);
        ArgumentOutOfRangeException.ThrowIfZero(fileOfSplit.Count);
        return Read(CaptionSource.FromSplits(fileOfSplit), options);
    }

    /// <summary>Reads a data set from one file or from one a split.</summary>
    /// <param name="source">The files.</param>
    /// <param name="options">How to read them.</param>
    /// <exception cref="DatasetException">A file is missing or is not a data set, or an image is in two of them.</exception>
    public static CaptionDataset Read(CaptionSource source, DatasetReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.File is { } single)
        {
            return Read(single, options);
        }

        options ??= new DatasetReaderOptions();
        var builder = new DatasetBuilder(options);
        var hashes = new StringBuilder();
        string? firstName = null;
        foreach ((string split, string path) in source.FileOfSplit.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string file = Directory.Exists(path) ? CaptionFolder.FileIn(path) : path;
            builder.SplitOfFile = split;
            (string hash, string? name) = ReadInto(builder, file, options);
            hashes.Append(split).Append(' ').Append(hash).Append('\n');
            firstName ??= name ?? Path.GetFileNameWithoutExtension(file);
        }

        return builder.Build(source.ToString(), options.Name ?? firstName!, Sha256.Of(hashes.ToString()));
    }

    private static (string Hash, string? Name) ReadInto(DatasetBuilder builder, string file, DatasetReaderOptions options)
    {
        var source = new JsonSource(file, DatasetException.Of, CaptionLayouts.Expected);
        CaptionContent content = CaptionContent.Read(source, options.MaximumBytes);
        bool needsTokens = options.SentenceSource == SentenceSource.Tokens;
        if (content.Table is { } table)
        {
            RefuseTokens(file, options);
            TableLayout.Read(file, table, builder);
            return (content.Hash, null);
        }

        if (content.Lines is { } lines)
        {
            RecordLayout.Read(lines, builder, needsTokens);
            return (content.Hash, null);
        }

        JsonPlace root = content.Root!.Value;
        switch (JsonLayouts.Of(root))
        {
            case JsonLayout.Karpathy:
                return (content.Hash, KarpathyLayout.Read(root, builder, options.SentenceSource));
            case JsonLayout.Coco:
                RefuseTokens(file, options);
                CocoLayout.Read(root, builder);
                return (content.Hash, null);
            case JsonLayout.Golden or JsonLayout.Unknown:
                throw CaptionLayouts.Unknown(root);
            case var layout:
                RecordLayout.Read(root, layout, builder, needsTokens);
                return (content.Hash, null);
        }
    }

    private static void RefuseTokens(string file, DatasetReaderOptions options)
    {
        if (options.SentenceSource == SentenceSource.Tokens)
        {
            throw new DatasetException(file, "", "a layout without tokens", $"{nameof(SentenceSource)}.{nameof(SentenceSource.Raw)} for it");
        }
    }

    // Hugging Face's folders: train/metadata.jsonl, test/metadata.jsonl, each beside its images.
    private static CaptionDataset ReadFolders(
        string folder, IReadOnlyList<(string Name, string Split, string File)> splits, DatasetReaderOptions options)
    {
        var builder = new DatasetBuilder(options);
        var hashes = new StringBuilder();
        foreach ((string below, string split, string file) in splits)
        {
            (builder.SplitOfFile, builder.FolderOfFile) = (split, below);
            (string hash, _) = ReadInto(builder, file, options);
            hashes.Append(split).Append(' ').Append(hash).Append('\n');
        }

        return builder.Build(folder, options.Name
            ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), Sha256.Of(hashes.ToString()));
    }
}
