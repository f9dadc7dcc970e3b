using SkyScribe.IO;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Weight files of either format, told apart by their content.</summary>
public static class WeightFile
{
    private static readonly string[] Endings = [".pth", ".pt", ".safetensors", ".bin", ".ckpt"];

    /// <summary>Reads all tensors of a safetensors file or of a PyTorch state dict (.pth). The caller disposes them.</summary>
    /// <param name="path">the file; FILE#KEY takes one of several dictionaries in it, or the tensors whose names begin with KEY</param>
    /// <exception cref="WeightFileException">The file is missing, damaged, or holds what is refused.</exception>
    public static Dictionary<string, Tensor> Read(string path) => Read(path, []);

    /// <summary>The same.</summary>
    /// <param name="path">the file, or FILE#KEY</param>
    /// <param name="remarks">is told which part of the file was read, where it was not the whole</param>
    internal static Dictionary<string, Tensor> Read(string path, List<string> remarks)
    {
        var (file, key) = Split(path);
        Span<byte> start = stackalloc byte[ForeignFile.SniffedBytes];
        int count;
        using (var stream = Open(file))
        {
            count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        start = start[..count];
        if (GitLfs.IsPointer(start))
        {
            throw new WeightFileException(file, $"is a Git LFS pointer, not the weights; {GitLfs.Remedy}");
        }

        if (start.StartsWith("PK"u8))
        {
            return PthFile.Read(file, key, remarks);
        }

        if (LegacyPthFile.Begins(start))
        {
            return LegacyPthFile.Read(file, key, remarks);
        }

        if (!SafetensorsHeader.Begins(start))
        {
            throw new WeightFileException(
                file,
                ForeignFile.Describe(file, start)
                    ?? $"is of no format that is read: it begins with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}; expected what torch.save wrote (.pth, .pt, .bin) or safetensors");
        }

        var tensors = SafetensorsFile.Read(file);
        return key is null ? tensors : Beginning(file, key, tensors, remarks);
    }

    /// <summary>The file and, after the last #, the part of it that was asked for; a file may have a # in its name.</summary>
    internal static (string File, string? Key) Split(string path)
    {
        int at = path.LastIndexOf('#');
        return at <= 0 || at == path.Length - 1 || File.Exists(path) ? (path, null) : (path[..at], path[(at + 1)..]);
    }

    /// <summary>Whether a file's name ends as weights do.</summary>
    internal static bool IsWeightName(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, Tensor> Beginning(string file, string key, Dictionary<string, Tensor> tensors, List<string> remarks)
    {
        string beginning = key.TrimEnd('.') + ".";
        Dictionary<string, Tensor> found = new(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
            {
                found.Add(name[beginning.Length..], tensor);
            }
            else
            {
                tensor.Dispose();
            }
        }

        if (found.Count == 0)
        {
            throw new WeightFileException(
                file, $"has no tensor whose name begins with '{beginning}'; its first are {string.Join(", ", tensors.Keys.Take(3))}");
        }

        remarks.Add($"the {found.Count} names that begin with {beginning} were read, without it");
        return found;
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal; of FILE#KEY the hash of both.</summary>
    /// <exception cref="WeightFileException">The file is missing or unreadable.</exception>
    public static string Hash(string path)
    {
        var (file, key) = Split(path);
        using var stream = Open(file);
        string hash = Sha256.Of(stream);
        return key is null ? hash : Sha256.Of($"{hash}#{key}");
    }

    internal static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Named(path, problem);
        }
    }

    // What the file system says, as an error that names the file; other errors stay as they are.
    internal static Exception Named(string path, Exception problem) => problem switch
    {
        FileNotFoundException or DirectoryNotFoundException => new WeightFileException(path, "there is no such file", problem),
        IOException or UnauthorizedAccessException => new WeightFileException(path, problem.Message, problem),
        _ => problem,
    };
}
