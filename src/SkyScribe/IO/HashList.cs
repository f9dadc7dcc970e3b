using System.Text;

namespace SkyScribe.IO;

/// <summary>What is wrong with a file of a folder.</summary>
/// <param name="File">The file.</param>
/// <param name="Text">What was found and what was expected.</param>
internal sealed record HashProblem(string File, string Text)
{
    public override string ToString() => $"{File}: {Text}";
}

/// <summary>
/// <c>SHA256SUMS</c>: the hash of each file of a folder, in the form that <c>sha256sum -c</c> reads, so that a flipped bit is noticed before a file
/// is used.
/// </summary>
/// <remarks>A folder without the list was written by an older version and is taken as it is.</remarks>
internal static class HashList
{
    /// <summary>Name of the list in its folder.</summary>
    public const string FileName = "SHA256SUMS";

    private const long MaximumBytes = 1 << 20;
    private const string Gap = "  ";
    private static readonly int Digits = Sha256.Of("").Length;

    /// <summary>Writes the hashes of all files that lie in a folder now, not of those in folders below it.</summary>
    public static void Write(string folder) => WriteLines(folder, [.. Directory.EnumerateFiles(folder)
        .Where(path => Path.GetFileName(path) != FileName).Order(StringComparer.Ordinal)
        .Select(path => (Sha256.OfFile(path), Path.GetFileName(path)))]);

    /// <summary>Replaces one file of a folder and its line in the list. A kill in between leaves a folder whose check succeeds.</summary>
    public static void Replace(string folder, string name, byte[] content) =>
        Replace(folder, name, Sha256.Of(content), path => AtomicFile.Write(path, stream => stream.Write(content)));

    /// <summary>The same with a file that lies beside it already, under another name, and gets this one.</summary>
    public static void ReplaceBy(string fresh, string folder, string name) =>
        Replace(folder, name, Sha256.OfFile(fresh), path => File.Move(fresh, path, overwrite: true));

    private static void Replace(string folder, string name, string hash, Action<string> put)
    {
        var line = (hash, name);
        (string Hash, string Name)[] others = [], all = Lines(folder, out _) ?? [];
        others = [.. all.Where(known => known.Name != name)];

        // Both contents are right until the old one is gone.
        WriteLines(folder, [.. all, line]);
        put(Path.Combine(folder, name));
        WriteLines(folder, [.. others, line]);
    }

    /// <summary>What is wrong with a folder's files: one that is missing, cut off or changed; null where nothing is, and where the folder has no
    /// list.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="only">looks at this file alone</param>
    public static HashProblem? Problem(string folder, string? only = null)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            return null;
        }

        if (Lines(folder, out HashProblem? problem) is not { } lines)
        {
            return problem;
        }

        foreach (var file in lines.Where(line => only is null || line.Name == only).GroupBy(line => line.Name))
        {
            string path = Path.Combine(folder, file.Key);
            if (!File.Exists(path))
            {
                return new(path, $"is missing, {FileName} lists it");
            }

            string found = Sha256.OfFile(path);
            if (!file.Any(line => line.Hash == found))
            {
                return new(path, $"its SHA-256 is {found}, {FileName} says {file.First().Hash}: the file was damaged or changed");
            }
        }

        return null;
    }

    /// <summary>The lines of a folder's list; null where there is none, and where it is no list.</summary>
    private static (string Hash, string Name)[]? Lines(string folder, out HashProblem? problem)
    {
        string path = Path.Combine(folder, FileName);
        problem = null;
        if (!File.Exists(path))
        {
            return null;
        }

        if (new FileInfo(path).Length > MaximumBytes)
        {
            problem = new(path, $"has more than {MaximumBytes} bytes, expected a line for each file of the folder");
            return null;
        }

        var lines = new List<(string, string)>();
        foreach (string line in File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = line.Length > Digits + Gap.Length ? line[(Digits + Gap.Length)..] : "";
            bool isHash = name.Length > 0 && line.AsSpan(Digits, Gap.Length).SequenceEqual(Gap)
                && line.AsSpan(0, Digits).IndexOfAnyExcept("0123456789abcdef") < 0;
            if (!isHash || name != Path.GetFileName(name) || name is "." or ".." || name.Any(char.IsControl))
            {
                problem = new(path, $"line {lines.Count + 1} is damaged, expected a SHA-256 and the name of a file");
                return null;
            }

            lines.Add((line[..Digits], name));
        }

        problem = lines.Count == 0 ? new(path, "is empty, expected a line for each file of the folder") : null;
        return lines.Count == 0 ? null : [.. lines];
    }

    private static void WriteLines(string folder, IReadOnlyList<(string Hash, string Name)> lines)
    {
        var text = new StringBuilder();
        foreach ((string hash, string name) in lines)
        {
            text.Append(hash).Append(Gap).Append(name).Append('\n');
        }

        AtomicFile.WriteText(Path.Combine(folder, FileName), text.ToString());
    }
}
