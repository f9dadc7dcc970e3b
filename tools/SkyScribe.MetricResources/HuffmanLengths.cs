namespace SkyScribe.MetricResources;

/// <summary>Lengths of the best prefix code for given counts.</summary>
internal static class HuffmanLengths
{
    /// <summary>For each symbol the length of its code word, 0 where the count is 0.</summary>
    public static byte[] Of(long[] counts, int maximum)
    {
        // Flattening the counts until the longest word fits costs next to nothing: it is rare symbols that it concerns.
        for (long[] flattened = counts; ; flattened = [.. flattened.Select(count => count == 0 ? 0 : (count / 2) + 1)])
        {
            byte[] lengths = Unbounded(flattened);
            if (lengths.Max() <= maximum)
            {
                return lengths;
            }
        }
    }

    private static byte[] Unbounded(long[] counts)
    {
        byte[] lengths = new byte[counts.Length];
        var queue = new PriorityQueue<int, (long Count, int Order)>();
        var parents = new List<int>();
        int[] leaves = [.. Enumerable.Range(0, counts.Length).Where(symbol => counts[symbol] > 0)];
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            parents.Add(-1);
            queue.Enqueue(leaf, (counts[leaves[leaf]], leaf));
        }

        while (queue.Count > 1)
        {
            queue.TryDequeue(out int left, out (long Count, int) first);
            queue.TryDequeue(out int right, out (long Count, int) second);
            int parent = parents.Count;
            parents.Add(-1);
            parents[left] = parents[right] = parent;
            queue.Enqueue(parent, (first.Count + second.Count, parent));
        }

        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            int depth = 0;
            for (int node = leaf; parents[node] >= 0; node = parents[node])
            {
                depth++;
            }

            // A lone symbol still needs a bit.
            lengths[leaves[leaf]] = (byte)Math.Max(depth, 1);
        }

        return lengths;
    }
}
