using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SkyScribe.IO;

namespace SkyScribe.Geo.Bytes;

/// <summary>A file of this machine.</summary>
internal sealed class LocalFile : ByteSource
{
    private readonly SafeFileHandle _handle;

    private LocalFile(string path, SafeFileHandle handle)
        : base(path)
    {
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
        Fingerprint = CurrentFingerprint();
    }

    public override long Length { get; }

    public override string Fingerprint { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="GeoException">It is missing, a folder, no regular file, empty, or may not be read.</exception>
    public static LocalFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new GeoException(path, "is a folder; name a raster file");
        }

        if (FileKind.Irregular(path) is { } kind)
        {
            throw new GeoException(path, $"is {kind}; expected a regular file, because a raster is read at many places");
        }

        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GeoException(path, "there is no such file; check the path", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new GeoException(path, $"cannot be read ({problem.Message}); check the path and its permissions", problem);
        }

        var file = new LocalFile(path, handle);
        if (file.Length > 0)
        {
            return file;
        }

        file.Dispose();
        throw new GeoException(path, "is empty; copy or download it again");
    }

    public override void Dispose() => _handle.Dispose();

    protected override void Fill(long offset, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_handle, bytes[done..], offset + done);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new GeoException(Name, $"cannot be read ({problem.Message})", problem);
            }

            done += read > 0 ? read : throw new GeoException(
                Name, $"ends at byte {offset + done}, it had {Length} bytes when it was opened; start again once it no longer changes");
        }
    }

    /// <summary>The fingerprint of a file as it is now.</summary>
    public static string StateOf(FileInfo file) => file.Exists
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes, changed {file.LastWriteTimeUtc:yyyy-MM-ddTHH:mm:ss.fffffffZ}")
        : "deleted";

    protected override string CurrentFingerprint() => StateOf(new FileInfo(Name));
}
