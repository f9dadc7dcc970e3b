namespace SkyScribe.Geo.Regions;

/// <summary>Merges neighbouring tiles that say the same into regions, row by row: a region is handed out as soon as no later tile can belong to it,
/// so memory grows with the regions that are open, not with the raster.</summary>
internal static class RegionBuilder
{
    /// <summary>Merges.</summary>
    /// <param name="rows">the rows of tiles, from the top, each with all of its columns</param>
    public static IEnumerable<Region> Build(IEnumerable<RegionTile[]> rows)
    {
        Growing?[] above = [];
        RegionTile[] last = [];
        foreach (var row in rows)
        {
            if (above.Length == 0)
            {
                (above, last) = (new Growing?[row.Length], row);
            }

            var current = Join(row, above, last);
            AddSides(row, current, above);
            foreach (var ended in Ended(above, current))
            {
                yield return ended.Finish();
            }

            (above, last) = (current, row);
        }

        foreach (var ended in Ended(above, []))
        {
            yield return ended.Finish();
        }
    }

    // Each tile joins its left neighbour, then its upper one: where both say the same and were apart until now, they become one.
    private static Growing?[] Join(RegionTile[] row, Growing?[] above, RegionTile[] last)
    {
        var current = new Growing?[row.Length];
        for (int c = 0; c < row.Length; c++)
        {
            if (row[c].Caption is not { } caption)
            {
                continue;
            }

            var left = c > 0 && row[c - 1].Caption == caption ? current[c - 1]!.Root : null;
            var upper = above[c] is { } one && last[c].Caption == caption ? one.Root : null;
            var region = left is not null && upper is not null ? left.Unite(upper) : left ?? upper ?? new Growing(caption);
            region.Add(row[c]);
            current[c] = region;
        }

        return current;
    }

    private static void AddSides(RegionTile[] row, Growing?[] current, Growing?[] above)
    {
        for (int c = 0; c < row.Length; c++)
        {
            int top = row[c].Row;
            Growing? here = current[c]?.Root, up = above[c]?.Root, left = c > 0 ? current[c - 1]?.Root : null;
            if (here != up)
            {
                here?.AddSide((c, top), (c + 1, top));
                up?.AddSide((c + 1, top), (c, top));
            }

            if (here != left)
            {
                here?.AddSide((c, top + 1), (c, top));
                left?.AddSide((c, top), (c, top + 1));
            }

            if (c == row.Length - 1)
            {
                here?.AddSide((c + 1, top), (c + 1, top + 1));
            }
        }
    }

    private static List<Growing> Ended(Growing?[] above, Growing?[] current)
    {
        var alive = current.Where(region => region is not null).Select(region => region!.Root).ToHashSet();
        var ended = above.Where(region => region is not null).Select(region => region!.Root).Distinct().Where(region => !alive.Contains(region))
            .ToList();
        if (current.Length == 0)
        {
            for (int c = 0; c < above.Length; c++)
            {
                above[c]?.Root.CloseBelow(c);
            }
        }

        return ended;
    }

    /// <summary>A region that later tiles may still join.</summary>
    private sealed class Growing(string caption)
    {
        private List<((int, int) From, (int, int) To)> _sides = [];
        private Growing? _parent;
        private long _tiles;
        private int _lastRow;
        private double _confidence, _area;
        private bool _hasConfidence = true, _hasArea = true;

        public Growing Root
        {
            get
            {
                var root = this;
                while (root._parent is { } parent)
                {
                    root = parent;
                }

                if (_parent is not null)
                {
                    _parent = root;
                }

                return root;
            }
        }

        public Growing Unite(Growing other)
        {
            if (this == other)
            {
                return this;
            }

            var (large, small) = _sides.Count >= other._sides.Count ? (this, other) : (other, this);
            large._sides.AddRange(small._sides);
            (small._sides, small._parent) = ([], large);
            large._tiles += small._tiles;
            large._confidence += small._confidence;
            large._area += small._area;
            large._hasConfidence &= small._hasConfidence;
            large._hasArea &= small._hasArea;
            large._lastRow = Math.Max(large._lastRow, small._lastRow);
            return large;
        }

        public void Add(RegionTile tile)
        {
            _tiles++;
            _lastRow = tile.Row;
            _confidence += tile.Confidence ?? 0;
            _area += tile.Area ?? 0;
            _hasConfidence &= tile.Confidence is not null;
            _hasArea &= tile.Area is not null;
        }

        public void AddSide((int, int) from, (int, int) to) => _sides.Add((from, to));

        /// <summary>Adds the lower side of a tile of the last row.</summary>
        public void CloseBelow(int column) => _sides.Add(((column + 1, _lastRow + 1), (column, _lastRow + 1)));

        public Region Finish() => new(caption, _tiles, _hasConfidence ? _confidence / _tiles : null, _hasArea ? _area : null, Outline.Rings(_sides));
    }
}
