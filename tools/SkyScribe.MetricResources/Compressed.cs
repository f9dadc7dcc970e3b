using System.IO.Compression;
using System.Text;

namespace SkyScribe.MetricResources;

/// <summary>Reads gzip files whole, and writes lines packed by Brotli.</summary>
internal static class Compressed
{
    public static byte[] Bytes(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>Lines end in a line feed only: phrases may hold other characters that .NET takes for line ends.</summary>
    public static string[] Lines(string path) => Encoding.UTF8.GetString(Bytes(path)).TrimEnd('\n').Split('\n');

    public static void WriteLines(string path, IEnumerable<string> lines)
    {
        using var stream = new BrotliStream(File.Create(path), CompressionLevel.SmallestSize);
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}
