using SkyScribe.Imaging;

namespace SkyScribe.Datasets;

/// <summary>Finds the image files that a data set names in the folder that they lie in: by the name as written, or in another spelling of the same
/// letters, or in the folder of their scene.</summary>
/// <remarks>The folder is listed once, when the first name is not there as written.</remarks>
internal sealed class ImageFolder
{
    private const int MostFiles = 5_000_000, MostDepth = 16;
    private readonly string _folder;
    private readonly Lazy<Listing> _listing;
    private readonly List<(string Wanted, string Found)> _otherwise = [];

    /// <param name="folder">the folder</param>
    public ImageFolder(string folder) => (_folder, _listing) = (folder, new Lazy<Listing>(() => Listing.Of(folder)));

    /// <summary>Images that were found under another name than the data set has for them.</summary>
    public IReadOnlyList<(string Wanted, string Found)> Otherwise
    {
        get
        {
            lock (_otherwise)
            {
                return [.. _otherwise.Distinct().OrderBy(pair => pair.Wanted, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Where an image lies; where it should, if it is missing: who reads it says so.</summary>
    public string PathOf(CaptionedImage image) => Find(image) ?? Path.Combine(_folder, image.FileName);

    /// <summary>Where an image lies; null for a missing one.</summary>
    public string? Find(CaptionedImage image)
    {
        string exact = Path.Combine(_folder, image.FileName);
        if (File.Exists(exact))
        {
            return exact;
        }

        string[] names = image.Scene is { } scene ? [image.FileName, $"{scene}/{image.FileName}"] : [image.FileName];
        foreach (string name in names)
        {
            string key = FileNameKey.Of(name);
            if ((_listing.Value.ByName(key) ?? (ImageFiles.HasImageExtension(name) ? null : _listing.Value.ByStem(key))) is { } found)
            {
                lock (_otherwise)
                {
                    _otherwise.Add((image.FileName, found));
                }

                return Path.Combine(_folder, found);
            }
        }

        return null;
    }

    /// <summary>A file that a missing image may be: the same name with another ending, or in another folder; null for none.</summary>
    public string? Likely(CaptionedImage image)
    {
        string key = FileNameKey.Of(image.FileName);
        return _listing.Value.ByStem(Listing.StemOf(key)) ?? _listing.Value.ByLastPart(key[(key.LastIndexOf('/') + 1)..])
            ?? _listing.Value.ByLastStem(Listing.StemOf(key[(key.LastIndexOf('/') + 1)..]));
    }

    /// <summary>A path of <see cref="Find"/> as data sets write it: below the folder, with '/'.</summary>
    public string NameOf(string path) => Path.GetRelativePath(_folder, path).Replace('\\', '/');

    /// <summary>A missing image in words: "1.tif (1.png is there)".</summary>
    public string Describe(CaptionedImage image) => Likely(image) is { } likely ? $"{image.FileName} ({likely} is there)" : image.FileName;

    /// <summary>The files below the folder by what can be compared; null among the values stands for several.</summary>
    private sealed class Listing
    {
        private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal), _stems = new(StringComparer.Ordinal),
            _parts = new(StringComparer.Ordinal), _lastStems = new(StringComparer.Ordinal);

        public static Listing Of(string folder)
        {
            var listing = new Listing();
            if (!Directory.Exists(folder))
            {
                return listing;
            }

            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MostDepth, IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.None };
            foreach (string path in Directory.EnumerateFiles(folder, "*", options).Take(MostFiles))
            {
                string file = Path.GetRelativePath(folder, path).Replace('\\', '/'), key = FileNameKey.Of(file);
                Add(listing._names, key, file);
                if (ImageFiles.HasImageExtension(file))
                {
                    string last = key[(key.LastIndexOf('/') + 1)..];
                    Add(listing._stems, StemOf(key), file);
                    Add(listing._parts, last, file);
                    Add(listing._lastStems, StemOf(last), file);
                }
            }

            return listing;
        }

        public static string StemOf(string key) => key.LastIndexOf('.') is var dot && dot > key.LastIndexOf('/') + 1 ? key[..dot] : key;

        public string? ByName(string key) => _names.GetValueOrDefault(key);

        public string? ByStem(string key) => _stems.GetValueOrDefault(key);

        public string? ByLastPart(string key) => _parts.GetValueOrDefault(key);

        public string? ByLastStem(string key) => _lastStems.GetValueOrDefault(key);

        private static void Add(Dictionary<string, string?> files, string key, string file)
        {
            if (!files.TryAdd(key, file))
            {
                files[key] = null;
            }
        }
    }
}
