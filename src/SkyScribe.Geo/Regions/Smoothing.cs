namespace SkyScribe.Geo.Regions;

/// <summary>Lets tiles take what most of their neighbours say, so that single tiles amid others do not become regions of their own.</summary>
/// <remarks>The rule, for all tiles of a pass at once: of the tile and its up to eight neighbours that say something, the caption that is said most
/// often wins if it has more votes than the tile's own; of several with equally many the one that comes first in the alphabet. Tiles without data
/// neither vote nor change.</remarks>
internal static class Smoothing
{
    /// <summary>Smooths rows as they come.</summary>
    /// <param name="rows">the rows of tiles, from the top</param>
    /// <param name="passes">how often; 0 leaves them as they are</param>
    public static IEnumerable<RegionTile[]> Apply(IEnumerable<RegionTile[]> rows, int passes) => passes == 0 ? rows : Apply(Pass(rows), passes - 1);

    private static IEnumerable<RegionTile[]> Pass(IEnumerable<RegionTile[]> rows)
    {
        RegionTile[]? above = null, current = null;
        foreach (var row in rows)
        {
            if (current is not null)
            {
                yield return Smoothed(above, current, row);
            }

            (above, current) = (current, row);
        }

        if (current is not null)
        {
            yield return Smoothed(above, current, null);
        }
    }

    private static RegionTile[] Smoothed(RegionTile[]? above, RegionTile[] row, RegionTile[]? below)
    {
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        var smoothed = new RegionTile[row.Length];
        for (int c = 0; c < row.Length; c++)
        {
            smoothed[c] = row[c];
            if (row[c].Caption is not { } own)
            {
                continue;
            }

            votes.Clear();
            foreach (var line in new[] { above, row, below })
            {
                for (int x = Math.Max(0, c - 1); line is not null && x <= Math.Min(row.Length - 1, c + 1); x++)
                {
                    if (line[x].Caption is { } said)
                    {
                        votes[said] = votes.GetValueOrDefault(said) + 1;
                    }
                }
            }

            var most = votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal).First();
            smoothed[c] = most.Value > votes[own] ? row[c] with { Caption = most.Key } : row[c];
        }

        return smoothed;
    }
}
