namespace SkyScribe.Web.Captions;

/// <summary>A bounded queue that serves clients in turn, so that one with many items does not hold up the others.</summary>
/// <param name="capacity">most items of all clients</param>
/// <param name="perClient">most items of one client</param>
internal sealed class FairQueue<T>(int capacity, int perClient) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<T>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();   // each client that has something once
    private readonly SemaphoreSlim _available = new(0);
    private int _count;

    /// <summary>Items that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds items, all or none.</summary>
    /// <returns>false where there is no room</returns>
    public bool TryAdd(string client, IReadOnlyCollection<T> items)
    {
        lock (_lock)
        {
            int own = _waiting.TryGetValue(client, out var queue) ? queue.Count : 0;
            if (_count + items.Count > capacity || own + items.Count > perClient)
            {
                return false;
            }

            if (queue is null)
            {
                _waiting[client] = queue = new Queue<T>();
                _turns.Enqueue(client);
            }

            foreach (var item in items)
            {
                queue.Enqueue(item);
            }

            _count += items.Count;
        }

        _available.Release(items.Count);
        return true;
    }

    /// <summary>Waits for the next item: the next client's oldest.</summary>
    public async Task<T> TakeAsync(CancellationToken cancellation)
    {
        await _available.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            string client = _turns.Dequeue();
            var queue = _waiting[client];
            var item = queue.Dequeue();
            if (queue.Count > 0)
            {
                _turns.Enqueue(client);
            }
            else
            {
                _waiting.Remove(client);
            }

            _count--;
            return item;
        }
    }

    public void Dispose() => _available.Dispose();
}
