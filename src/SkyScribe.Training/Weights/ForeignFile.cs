using System.Text;

namespace SkyScribe.Training.Weights;

/// <summary>Says what a file is that is no weight file, by its first bytes or its name, and what to do.</summary>
internal static class ForeignFile
{
    /// <summary>How many first bytes are looked at.</summary>
    public const int SniffedBytes = 512;

    private static readonly (byte[] Start, string What)[] Kinds =
    [
        ([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A],
        "an HDF5 file, as Keras and TensorFlow write weights; convert it to safetensors, or take PyTorch's weights of the network"),
        ([.. "GGUF"u8], "a GGUF file, a language model of llama.cpp; take weights of an image encoder, as PyTorch or safetensors"),
        ([.. "lmgg"u8], "a GGML file, a language model of llama.cpp; take weights of an image encoder, as PyTorch or safetensors"),
        ([.. "tjgg"u8], "a GGML file, a language model of llama.cpp; take weights of an image encoder, as PyTorch or safetensors"),
        ([0x93, .. "NUMPY"u8], "a NumPy array; save a state dict with torch.save, or safetensors"),
        ([0x1F, 0x8B], "compressed by gzip; unpack it first (gunzip)"),
        ([.. "BZh"u8], "compressed by bzip2; unpack it first (bunzip2)"),
        ([0xFD, .. "7zXZ"u8], "compressed by xz; unpack it first (unxz)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by Zstandard; unpack it first (unzstd)"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive; unpack it first"),
        ([.. "Rar!"u8], "a RAR archive; unpack it first"),
        ([0x89, .. "PNG"u8], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ([.. "%PDF"u8], "a PDF document"),
        ([.. "MATLAB 5.0"u8], "a MATLAB file; convert it to safetensors"),
        ([0x7F, .. "ELF"u8], "a program"),
        ([.. "MZ"u8], "a program"),
    ];

    /// <summary>What it is and what to do, as the end of a sentence that begins with its name; null where nothing is recognized.</summary>
    /// <param name="path">the file</param>
    /// <param name="start">its first bytes, up to <see cref="SniffedBytes"/></param>
    public static string? Describe(string path, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return "is empty; download or copy it again";
        }

        foreach (var (known, what) in Kinds)
        {
            if (start.StartsWith(known))
            {
                return $"is {what}";
            }
        }

        if (start.Length > 8 && start[4..].StartsWith("TFL3"u8))
        {
            return "is a TensorFlow Lite model; take PyTorch's weights of the network, or convert it to safetensors";
        }

        if (start.Length > 262 && start[257..].StartsWith("ustar"u8))
        {
            return "is a tar archive; unpack it first (PyTorch before 0.2 wrote tar files: save those again with a newer one)";
        }

        return Text(start) ?? ByName(path, start);
    }

    private static string? Text(ReadOnlySpan<byte> start)
    {
        string text = start.StartsWith<byte>([0xFF, 0xFE]) ? Encoding.Unicode.GetString(start[2..])
            : Encoding.UTF8.GetString(start.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? start[3..] : start);
        text = text.TrimStart();
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || (text.StartsWith('<') && (text.Contains("<head", StringComparison.OrdinalIgnoreCase) || text.Contains(
            "<body", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase))))
        {
            return "is a web page, not weights; download the file itself: the page's download link, or the raw file";
        }

        bool isText = text.Length > 0 && start.Length > 3 && !text.Contains('\uFFFD', StringComparison.Ordinal)
            && text.All(letter => !char.IsControl(letter) || letter is '\n' or '\r' or '\t');
        return !isText ? null
            : text.StartsWith("<?xml", StringComparison.Ordinal) || text.StartsWith("<Error", StringComparison.Ordinal)
            ? $"is XML text ({First(text)}), perhaps a server's error message; download the file again"
            : text[0] is '{' or '[' ? $"is JSON text ({First(text)}), not weights; a model's settings often lie beside its weights"
            : $"is text ({First(text)}), not weights; download the file itself";
    }

    // These formats have no mark at their start, or the same as others.
    private static string? ByName(string path, ReadOnlySpan<byte> start)
    {
        string name = Path.GetFileName(path);
        bool isCheckpoint = name.EndsWith(".index", StringComparison.Ordinal) || name.EndsWith(".meta", StringComparison.Ordinal)
            || name.Contains(".data-0000", StringComparison.Ordinal) || name.EndsWith(".ckpt.data", StringComparison.Ordinal);
        bool isGraph = name.EndsWith(".pb", StringComparison.OrdinalIgnoreCase) || start.IndexOf("serving_default"u8) >= 0
            || start.IndexOf("saved_model"u8) >= 0 || start.IndexOf("tensorflow"u8) >= 0;
        return isCheckpoint || isGraph || start.IndexOf("_CHECKPOINTABLE_OBJECT_GRAPH"u8) >= 0
            ? "is a file of TensorFlow; take PyTorch's weights of the network, or convert it to safetensors"
            : name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || start.IndexOf("pytorch"u8) is >= 0 and < 32
            ? "is an ONNX graph; weights are read from PyTorch's files and from safetensors"
            : name.EndsWith(".caffemodel", StringComparison.OrdinalIgnoreCase) ? "is a model of Caffe; convert it to safetensors"
            : start[0] == 0x80 && start.Length > 1 && start[1] <= 5
            ? "is a pickle, but not one that torch.save wrote; save a state dict: torch.save(model.state_dict(), ...)"
            : null;
    }

    private static string First(string text)
    {
        string line = text.Split('\n', 2)[0].TrimEnd();
        return $"\"{(line.Length > 60 ? line[..60] + "..." : line)}\"";
    }
}
