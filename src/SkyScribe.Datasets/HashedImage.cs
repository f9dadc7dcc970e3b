using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>An image file and what was in it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal digits.</param>
internal readonly record struct HashedImage(string Path, string Hash)
{
    /// <summary>Hashes image files, on all processors.</summary>
    public static HashedImage[] Read(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var images = new HashedImage[paths.Count];
        try
        {
            Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = ct },
                i => images[i] = new HashedImage(paths[i], Sha256.OfFile(paths[i])));
        }
        catch (AggregateException error)
        {
            // Several files may be missing; the first in the list is named, the same on every run.
            throw error.InnerExceptions.OfType<IOException>().OrderBy(e => e.Message, StringComparer.Ordinal).FirstOrDefault()
                ?? error.InnerExceptions[0];
        }

        return images;
    }
}
