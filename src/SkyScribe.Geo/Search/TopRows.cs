namespace SkyScribe.Geo.Search;

/// <summary>Keeps the best rows of many: by rank, then by doubt, then in the order in which they came.</summary>
/// <param name="most">how many</param>
internal sealed class TopRows(int most)
{
    private readonly PriorityQueue<FoundRow, (int Rank, double Doubt, long Place)> _rows = new(
        Comparer<(int Rank, double Doubt, long Place)>.Create((first, second) => second.CompareTo(first)));   // the worst is at hand
    private long _place;

    /// <summary>Adds a row.</summary>
    public void Add(FoundRow row, int rank, double doubt)
    {
        var key = (rank, doubt, _place++);
        if (_rows.Count < most)
        {
            _rows.Enqueue(row, key);
        }
        else
        {
            _rows.EnqueueDequeue(row, key);
        }
    }

    /// <summary>The rows that are kept, the best first.</summary>
    public IReadOnlyList<FoundRow> Sorted()
    {
        var rows = new List<FoundRow>();
        while (_rows.TryDequeue(out var row, out _))
        {
            rows.Add(row);
        }

        rows.Reverse();
        return rows;
    }
}
