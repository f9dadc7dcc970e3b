namespace SkyScribe.Datasets.Layouts;

/// <summary>Finds the captions in a folder of images.</summary>
internal static class CaptionFolder
{
    /// <summary>The labels of a data set in the making.</summary>
    public const string Labels = "labels.csv";

    private static readonly string[] Names = [
        "captions.csv", "metadata.jsonl", "metadata.csv", "captions.txt", "captions.json", "captions.jsonl", "captions.tsv"];
    private static readonly string[][] Endings = [[".csv", ".tsv"], [".jsonl", ".ndjson"], [".json"]];

    /// <summary>A folder's caption file: one under a usual name, or else the only table, or the only JSON lines, or the only JSON file that is not a
    /// split file.</summary>
    /// <exception cref="DatasetException">There is none, or several.</exception>
    public static string FileIn(string folder)
    {
        if (Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } known)
        {
            return known;
        }

        string[] files = [.. Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(SplitFile.Name, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        string[] found = Endings.Select(endings => files.Where(file => endings.Contains(Path.GetExtension(file).ToLowerInvariant())).ToArray())
            .FirstOrDefault(some => some.Length > 0) ?? [];
        return found.Length == 1
            ? found[0]
            : throw new DatasetException(folder, "", $"{found.Length} possible caption files",
            $"{string.Join(", ", Names[..3])}, or one table, JSON or JSON-lines file; or name the file itself");
    }

    /// <summary>Whether a caption file was made of labels (<c>skyscribe label</c>) that were changed since.</summary>
    /// <remarks>Two seconds are nothing: some file systems keep times no finer, and a copy of a folder has the times of its making.</remarks>
    public static bool IsOutdated(string file) => Path.GetFileName(file) == Names[0]
        && new FileInfo(Path.Combine(Path.GetDirectoryName(file) ?? "", Labels)) is { Exists: true } labels
        && labels.LastWriteTimeUtc - File.GetLastWriteTimeUtc(file) > TimeSpan.FromSeconds(2);

    /// <summary>The folders below that are called like splits and hold a caption file of their own; none where the folder itself holds one.</summary>
    public static IReadOnlyList<(string Name, string Split, string File)> Splits(string folder)
    {
        if (Names.Any(name => File.Exists(Path.Combine(folder, name))))
        {
            return [];
        }

        var splits = new List<(string, string, string)>();
        foreach (string below in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(below);
            if (SplitNames.Find(name) is { } split && Names.Select(file => Path.Combine(below, file)).FirstOrDefault(File.Exists) is { } captions)
            {
                splits.Add((name, split, captions));
            }
        }

        return splits;
    }
}
