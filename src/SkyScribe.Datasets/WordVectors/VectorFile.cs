using System.IO.Compression;

namespace SkyScribe.Datasets.WordVectors;

/// <summary>Opens a file of word vectors: plain, gzip-compressed, or one file of a zip archive (<c>FILE.zip#ENTRY</c>). Its content tells
/// which.</summary>
internal sealed class VectorFile : IDisposable
{
    private const int MostListed = 8;
    private static readonly string[] Skipped = ["__MACOSX/", "."];
    private readonly FileStream _file;
    private readonly ZipArchive? _archive;

    private VectorFile(FileStream file, ZipArchive? archive, Stream content) => (_file, _archive, Content) = (file, archive, content);

    /// <summary>The uncompressed content.</summary>
    public Stream Content { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">the file; behind '#' the entry of an archive</param>
    /// <param name="expected">what it should be, for messages</param>
    /// <exception cref="DatasetException">An archive holds several files and none was named, or none of that name.</exception>
    public static VectorFile Open(string path, string expected)
    {
        int mark = path.LastIndexOf('#');
        bool names = mark > 0 && !File.Exists(path);
        FileStream file = File.OpenRead(names ? path[..mark] : path);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            int length = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            file.Position = 0;
            if (length >= 2 && magic is [0x1F, 0x8B, ..])
            {
                return new VectorFile(file, null, new GZipStream(file, CompressionMode.Decompress));
            }

            if (length == 4 && magic is [(byte)'P', (byte)'K', 3, 4])
            {
                var archive = new ZipArchive(file, ZipArchiveMode.Read);
                return new VectorFile(file, archive, Entry(path, archive, names ? path[(mark + 1)..] : null).Open());
            }

            return names ? throw new DatasetException(path[..mark], "", "no zip archive", $"{expected}; '#' names a file of an archive")
                : new VectorFile(file, null, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        _archive?.Dispose();
        _file.Dispose();
    }

    private static ZipArchiveEntry Entry(string path, ZipArchive archive, string? name)
    {
        ZipArchiveEntry[] files = [.. archive.Entries.Where(
            entry => entry.Name.Length > 0 && !Array.Exists(Skipped, skipped => entry.FullName.StartsWith(skipped, StringComparison.Ordinal)))];
        ZipArchiveEntry[] found = name is null ? files : [.. files.Where(entry => entry.FullName == name || entry.Name == name)];
        string listed = string.Join(", ", files.Take(MostListed).Select(entry => entry.FullName)) + (files.Length > MostListed ? ", ..." : "");
        return found.Length == 1 ? found[0] : throw new DatasetException(
            path, "", name is null ? $"an archive of {files.Length} files ({listed})" : $"{found.Length} files called {name} among {listed}",
            files.Length == 0 ? "one with a file of word vectors" : $"the one to read after '#', as in {path.Split('#')[0]}#{files[0].FullName}");
    }
}
