using System.IO.MemoryMappedFiles;
using System.Reflection;
using System.Security.Cryptography;
using SkyScribe.Metrics.Resources;

namespace SkyScribe.Metrics.Meteor;

/// <summary>
/// METEOR 1.5's paraphrases: phrases of one to seven words that count as equal, in the direction from source to target. Safe to use from
/// several threads.
/// </summary>
/// <remarks>
/// A table is used where it lies, in a file or in an assembly's pages: its words and sources are read when the first caption is scored, and a
/// source's targets when a caption first has it. Made by tools/SkyScribe.MetricResources.
/// </remarks>
public sealed unsafe class ParaphraseTable
{
    private const string PublishedFull = "full", PublishedCaptions = "captions", Custom = "custom";

    // Words, sources and pairs of the two published tables, as their headers have them: a table is called by what it is, not by its file's name.
    private static readonly Dictionary<(int Words, int Sources, int Pairs), string> Published = new()
    {
        [(43_139, 430_639, 5_274_084)] = PublishedFull,
        [(1_979, 71_290, 444_501)] = PublishedCaptions,
    };

    private static readonly Lazy<ParaphraseTable> CaptionsTable = new(() => OfResource(typeof(ParaphraseTable).Assembly, "paraphrases-captions.bin"));

    private readonly MappedBytes _bytes;
    private readonly Lazy<ParaphraseContent> _content;

    private ParaphraseTable(MappedBytes bytes)
    {
        _bytes = bytes;
        _content = new Lazy<ParaphraseContent>(() => new ParaphraseContent(bytes));
        PairCount = bytes.Int32(3 * sizeof(int));
        Name = Published.GetValueOrDefault((bytes.Int32(sizeof(int)), bytes.Int32(2 * sizeof(int)), PairCount), Custom);
    }

    /// <summary>
    /// The part of METEOR's table whose words occur in the captions of UCM, Sydney and RSICD, which this package has within. On captions of
    /// those words it gives the same scores as the full table, which is FullParaphrases.Table of the package SkyScribe.Metrics.Paraphrases.
    /// </summary>
    public static ParaphraseTable Captions => CaptionsTable.Value;

    /// <summary>"full" and "captions" for the two published tables, by their content; "custom" for any other.</summary>
    public string Name { get; }

    /// <summary>Number of pairs.</summary>
    public int PairCount { get; }

    /// <summary>The table in one line, for signatures of scores.</summary>
    public string Signature => Name == Custom
        ? $"custom paraphrase table ({PairCount} pairs, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(_bytes.Span))[..12]})"
        : $"{Name} paraphrase table ({PairCount} pairs)";

    /// <summary>The decoded table.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal ParaphraseContent Content => _content.Value;

    /// <summary>Takes a table that is embedded in an assembly; nothing is read but its header.</summary>
    /// <param name="assembly">the assembly</param>
    /// <param name="resource">the resource's name</param>
    /// <exception cref="ArgumentException">The assembly has no such resource.</exception>
    public static ParaphraseTable OfResource(Assembly assembly, string resource)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        MappedBytes bytes = MappedResource.Open(assembly, resource);
        Require(bytes.Length, resource);
        return new ParaphraseTable(bytes);
    }

    /// <summary>Maps a file into memory and checks it.</summary>
    /// <param name="path">A file made by tools/SkyScribe.MetricResources.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no such table, or is damaged.</exception>
    public static ParaphraseTable Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: there is no such file, expected a paraphrase table", path);
        }

        long length = new FileInfo(path).Length;
        Require(length, path);
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
            File.OpenRead(path), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            var table = new ParaphraseTable(new MappedBytes(start, (int)length, (file, view)));
            _ = table.Content;
            return table;
        }
        catch (Exception problem) when (problem is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            view.Dispose();
            file.Dispose();
            throw new InvalidDataException($"{path}: {problem.Message}; expected a table made by tools/SkyScribe.MetricResources", problem);
        }
    }

    private static void Require(long length, string name)
    {
        if (length is < ParaphraseContent.HeaderSize or > ParaphraseContent.MaximumFileSize)
        {
            throw new InvalidDataException(
                $"{name}: {length} bytes, expected a paraphrase table of {ParaphraseContent.HeaderSize} to {ParaphraseContent.MaximumFileSize} bytes");
        }
    }
}
