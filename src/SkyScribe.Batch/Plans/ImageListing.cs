using SkyScribe.Geo.Bytes;
using SkyScribe.Imaging;

namespace SkyScribe.Batch.Plans;

/// <summary>Lists any number of image files, sorted by their paths, each once, with bounded memory: sorted runs go to a temporary file each and are
/// merged.</summary>
/// <param name="longestRun">how many are sorted in memory</param>
internal sealed class ImageListing(int longestRun = ImageListing.LongestRun) : IDisposable
{
    private const int LongestRun = 100_000, LongestPath = 32_767;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skyscribe-plan-");
    private readonly List<string> _runs = [];
    private readonly List<PlannedImage> _pending = [];

    /// <summary>How many were added, those that were named twice included.</summary>
    public long Count { get; private set; }

    /// <summary>The paths in a text file, one a line; relative ones are relative to the file's folder.</summary>
    /// <exception cref="BatchException">It cannot be read, or is no list.</exception>
    public static IEnumerable<string> ReadList(string file)
    {
        if (!File.Exists(file))
        {
            throw new BatchException(file, "there is no such file; expected a text file with a path a line");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        foreach (string line in File.ReadLines(file))
        {
            if (line.Length > LongestPath || line.Contains('\0', StringComparison.Ordinal))
            {
                throw new BatchException(file, "has a line that is no path; expected a text file with a path a line");
            }

            if (line.Length > 0)
            {
                yield return line.Contains("://", StringComparison.Ordinal) ? line : Path.Combine(folder, line);
            }
        }
    }

    /// <summary>Adds image files.</summary>
    /// <exception cref="BatchException">One is missing.</exception>
    public void Add(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            var file = new FileInfo(Path.GetFullPath(path));
            if (!file.Exists)
            {
                throw new BatchException(path, "there is no such file; check the path");
            }

            _pending.Add(new PlannedImage(file.FullName, LocalFile.StateOf(file)));
            Count++;
            if (_pending.Count == longestRun)
            {
                Spill();
            }
        }
    }

    /// <summary>Adds the image files of a file, a folder or a pattern.</summary>
    /// <param name="argument">what the user typed</param>
    /// <param name="recursive">whether folders include the folders below them</param>
    /// <param name="leftAside">counts the files that are no images by their name</param>
    /// <exception cref="ImageException">A folder or a pattern without a single image file.</exception>
    public void Add(string argument, bool recursive, LeftAside leftAside) => Add(ImageFiles.Enumerate(argument, recursive, leftAside));

    /// <summary>All of them, sorted; to be read once.</summary>
    public IEnumerable<PlannedImage> Sorted()
    {
        _pending.Sort((one, other) => string.CompareOrdinal(one.Image, other.Image));
        IEnumerator<PlannedImage>[] runs = [.. _runs.Select(run => Read(run).GetEnumerator()), _pending.GetEnumerator()];
        try
        {
            var next = new PriorityQueue<IEnumerator<PlannedImage>, string>(StringComparer.Ordinal);
            foreach (var run in runs.Where(run => run.MoveNext()))
            {
                next.Enqueue(run, run.Current.Image);
            }

            string? last = null;
            while (next.TryDequeue(out var run, out _))
            {
                if (run.Current.Image != last)
                {
                    last = run.Current.Image;
                    yield return run.Current;
                }

                if (run.MoveNext())
                {
                    next.Enqueue(run, run.Current.Image);
                }
            }
        }
        finally
        {
            foreach (var run in runs)
            {
                run.Dispose();
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Spill()
    {
        string run = Path.Combine(_folder.FullName, _runs.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _pending.Sort((one, other) => string.CompareOrdinal(one.Image, other.Image));
        using (var writer = new BinaryWriter(new FileStream(run, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16)))
        {
            foreach (var image in _pending)
            {
                writer.Write(image.Image);
                writer.Write(image.State);
            }
        }

        _runs.Add(run);
        _pending.Clear();
    }

    private static IEnumerable<PlannedImage> Read(string run)
    {
        using var reader = new BinaryReader(new FileStream(run, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        long length = reader.BaseStream.Length;
        while (reader.BaseStream.Position < length)
        {
            yield return new PlannedImage(reader.ReadString(), reader.ReadString());
        }
    }
}
