namespace SkyScribe.MetricResources;

/// <summary>Phrases that METEOR's table takes for equal, as word numbers; the more frequent a word, the smaller its number.</summary>
/// <param name="Words">The words by number.</param>
/// <param name="Sources">Each source with its targets, both in ascending order of their numbers.</param>
internal sealed record Paraphrases(string[] Words, IReadOnlyList<(int[] Source, int[][] Targets)> Sources)
{
    /// <summary>Reads lines of probability, source, target.</summary>
    public static Paraphrases ReadPairs(string path)
    {
        string[] lines = Compressed.Lines(path);
        return Of(Enumerable.Range(0, lines.Length / 3).Select(i => (Split(lines[(3 * i) + 1]), Split(lines[(3 * i) + 2]))));
    }

    /// <summary>Reads the packed table: the phrases, one a line; then a count per phrase and the targets of each, as LEB128.</summary>
    public static Paraphrases ReadPacked(string phrasesPath, string pairsPath)
    {
        string[][] phrases = [.. Compressed.Lines(phrasesPath).Select(Split)];
        byte[] bytes = Compressed.Bytes(pairsPath);
        int at = 0;
        int[] counts = [.. phrases.Select(_ => Number())];
        var pairs = new List<(string[], string[])>();
        for (int source = 0; source < phrases.Length; source++)
        {
            int target = 0;
            for (int i = 0; i < counts[source]; i++)
            {
                target += Number();
                pairs.Add((phrases[source], phrases[target]));
            }
        }

        return at == bytes.Length ? Of(pairs) : throw new InvalidDataException($"{pairsPath}: {bytes.Length - at} bytes too many");

        int Number()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[at++];
                value |= (next & 127) << shift;
                if (next < 128)
                {
                    return value;
                }
            }
        }
    }

    private static string[] Split(string phrase) => phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Paraphrases Of(IEnumerable<(string[] Source, string[] Target)> pairs)
    {
        (string[] Source, string[] Target)[] all = [.. pairs];
        string[] words = [.. all.SelectMany(pair => pair.Target).Concat(all.SelectMany(pair => pair.Source)).CountBy(word => word)
            .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Key)];
        Dictionary<string, int> numbers = words.Index().ToDictionary(word => word.Item, word => word.Index);
        var order = Comparer<int[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
        return new Paraphrases(words, [.. all.GroupBy(pair => string.Join(' ', pair.Source), pair => Numbers(pair.Target))
            .Select(group => (Numbers(group.Key.Split(' ')), group.DistinctBy(target => string.Join(' ', target)).Order(order).ToArray()))
            .OrderBy(entry => entry.Item1, order)]);

        int[] Numbers(string[] phrase) => [.. phrase.Select(word => numbers[word])];
    }
}
