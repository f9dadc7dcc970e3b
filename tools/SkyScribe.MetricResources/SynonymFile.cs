using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SkyScribe.MetricResources;

/// <summary>Makes english-synsets.bin.br, which is searched where it lies in memory, from METEOR's english.synsets.gz.</summary>
internal static class SynonymFile
{
    /// <summary>Layout once unpacked, all numbers 32-bit little-endian: count; count + 1 offsets of words; count + 1 offsets of sets; the words; the
    /// sets.</summary>
    public static void Write(string source, string target)
    {
        string[] lines = Compressed.Lines(source);
        var entries = Enumerable.Range(0, lines.Length / 2)
            .Select(i => (Word: Encoding.UTF8.GetBytes(lines[2 * i]), Sets: lines[(2 * i) + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToArray();
        Array.Sort(entries, (left, right) => left.Word.AsSpan().SequenceCompareTo(right.Word));
        using var writer = new BinaryWriter(new BrotliStream(File.Create(target), CompressionLevel.SmallestSize));
        writer.Write(entries.Length);
        WriteOffsets(writer, entries.Select(entry => entry.Word.Length));
        WriteOffsets(writer, entries.Select(entry => entry.Sets.Length));
        foreach ((byte[] word, _) in entries)
        {
            writer.Write(word);
        }

        foreach ((_, string[] sets) in entries)
        {
            foreach (int set in sets.Select(set => int.Parse(set, CultureInfo.InvariantCulture)).Order())
            {
                writer.Write(set);
            }
        }
    }

    private static void WriteOffsets(BinaryWriter writer, IEnumerable<int> lengths)
    {
        int offset = 0;
        writer.Write(offset);
        foreach (int length in lengths)
        {
            writer.Write(offset += length);
        }
    }
}
