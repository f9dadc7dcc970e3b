using SkyScribe.IO;
using static TorchSharp.torch;

namespace SkyScribe.Training.Weights;

/// <summary>Weight files of either format, told apart by their content.</summary>
public static class WeightFile
{
    /// <summary>Reads all tensors of a safetensors file or of a PyTorch state dict (.pth). The caller disposes them.</summary>
    /// <exception cref="WeightFileException">The file is missing, damaged, or holds what is refused.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        Span<byte> start = stackalloc byte[24];
        int count;
        using (var stream = Open(path))
        {
            count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        start = start[..count];
        if (GitLfs.IsPointer(start))
        {
            throw new WeightFileException(path, $"is a Git LFS pointer, not the weights; {GitLfs.Remedy}");
        }

        if (start.StartsWith("PK"u8))
        {
            return PthFile.Read(path);
        }

        return start.StartsWith<byte>([0x80, 0x02])
            ? throw new WeightFileException(path, "is a bare pickle (PyTorch before 1.6); save it again with a newer torch.save, or as safetensors")
            : SafetensorsFile.Read(path);
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    /// <exception cref="WeightFileException">The file is missing or unreadable.</exception>
    public static string Hash(string path)
    {
        using var stream = Open(path);
        return Sha256.Of(stream);
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
