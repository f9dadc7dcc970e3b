using System.Text;
using SkyScribe.Metrics.Meteor;

namespace SkyScribe.MetricResources;

/// <summary>Writes the file that <see cref="ParaphraseTable"/> reads where it lies.</summary>
internal static class ParaphraseFile
{
    public static void Write(Paraphrases paraphrases, string path)
    {
        var counts = new Counter(paraphrases.Words.Length);
        Code(paraphrases, counts, []);
        var codes = new ParaphraseCodes(counts.Lengths());
        var bits = new BitWriter();
        var offsets = new List<uint>();
        Code(paraphrases, new Encoder(codes, bits), offsets, bits);
        byte[] stream = bits.ToArray();
        byte[] words = Encoding.UTF8.GetBytes(string.Join('\n', paraphrases.Words));
        using var writer = new BinaryWriter(File.Create(path));
        int[] header =
        [
            ParaphraseContent.Magic, paraphrases.Words.Length, paraphrases.Sources.Count, paraphrases.Sources.Sum(source => source.Targets.Length),
            words.Length, offsets.Count, checked((int)bits.SourceBytes), stream.Length,
        ];
        foreach (int number in header)
        {
            writer.Write(number);
        }

        writer.Write(words);
        foreach (byte[] lengths in codes.Lengths)
        {
            writer.Write(lengths);
        }

        foreach (uint offset in offsets)
        {
            writer.Write(offset);
        }

        writer.Write(stream);
    }

    /// <summary>Walks the table in the order of the file: all sources, then all lists of targets.</summary>
    private static void Code(Paraphrases paraphrases, ISymbols symbols, List<uint> offsets, BitWriter? bits = null)
    {
        int[] previous = [];
        foreach ((int[] source, int[][] targets) in paraphrases.Sources)
        {
            int shared = Shared(previous, source);
            symbols.Put(ParaphraseCodes.SourceShape(previous.Length), PhraseModel.Shape(shared, source.Length));
            foreach (int word in source[shared..])
            {
                symbols.Put(ParaphraseCodes.SourceWord, word);
            }

            symbols.Put(ParaphraseCodes.Count, targets.Length);
            previous = source;
        }

        bits?.EndSources();
        var recent = new PhraseRecency();
        for (int i = 0; i < paraphrases.Sources.Count; i++)
        {
            if (i % PhraseModel.OffsetInterval == 0 && bits is not null)
            {
                offsets.Add(checked((uint)bits.TargetBits));
            }

            (int[] source, int[][] targets) = paraphrases.Sources[i];
            recent.Start(source);
            previous = [];
            foreach (int[] target in targets)
            {
                int shared = Shared(previous, target);
                symbols.Put(ParaphraseCodes.TargetShape(previous.Length, targets.Length), PhraseModel.Shape(shared, target.Length));
                for (int word = shared; word < target.Length; word++)
                {
                    int context = ParaphraseCodes.Rank(recent.Count, word - shared, word == 0);
                    int rank = recent.Use(target[word]);
                    symbols.Put(context, rank < 0 ? PhraseModel.RecentWords : rank);
                    if (rank < 0)
                    {
                        symbols.Put(ParaphraseCodes.TargetWord, target[word]);
                    }
                }

                previous = target;
            }
        }
    }

    private static int Shared(int[] first, int[] second) => first.AsSpan().CommonPrefixLength(second);

    private interface ISymbols
    {
        void Put(int code, int symbol);
    }

    private sealed class Counter(int words) : ISymbols
    {
        private readonly long[][] _counts = [.. ParaphraseCodes.SymbolCounts(words).Select(count => new long[count])];

        public void Put(int code, int symbol) => _counts[code][symbol]++;

        public byte[][] Lengths() => [.. _counts.Select(counts => HuffmanLengths.Of(counts, PhraseCode.MaximumLength))];
    }

    private sealed class Encoder(ParaphraseCodes codes, BitWriter bits) : ISymbols
    {
        public void Put(int code, int symbol) => bits.Put(codes[code].Words[symbol], codes.Lengths[code][symbol]);
    }
}
