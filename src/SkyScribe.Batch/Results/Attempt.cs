using System.Text.Json;

namespace SkyScribe.Batch.Results;

/// <summary>One trial of a shard. Its file is there before the work begins, so that an input that kills the process is counted too.</summary>
internal sealed class Attempt
{
    /// <summary>How often a shard is begun before it is given up.</summary>
    public const int Most = 4;

    private const string Folder = "attempts/";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly ResultStore _store;
    private readonly string _shard, _key, _worker;
    private DateTime _next = DateTime.UtcNow + Pause;

    private Attempt(ResultStore store, string shard, string worker, IReadOnlyList<Trial> earlier)
    {
        (_store, _shard, _worker, Earlier) = (store, shard, worker, earlier);
        _key = $"{Folder}{shard}.{Guid.NewGuid():n}.json";
    }

    /// <summary>The trials before, that did not end.</summary>
    public IReadOnlyList<Trial> Earlier { get; }

    /// <summary>The number of this one, from 1.</summary>
    public int Number => Earlier.Count + 1;

    /// <summary>Begins a trial, if any is left.</summary>
    public static Attempt Begin(ResultStore store, string shard, string worker)
    {
        var attempt = new Attempt(store, shard, worker, [.. Of(store, shard)]);
        if (attempt.Number <= Most)
        {
            attempt.Write(null);
        }

        return attempt;
    }

    /// <summary>Says now and then that the work goes on.</summary>
    public void Beat()
    {
        if (DateTime.UtcNow >= _next)
        {
            _next = DateTime.UtcNow + Pause;
            Write(null);
        }
    }

    /// <summary>Keeps why the trial failed.</summary>
    public void Fail(string error) => Write(error);

    /// <summary>Takes the trial back: it was stopped, which is no fault of the shard.</summary>
    public void TakeBack() => _store.Delete(_key);

    /// <summary>Deletes all trials of the shard.</summary>
    public void Settle() => Settle(_store, _shard);

    /// <inheritdoc cref="Settle()"/>
    public static void Settle(ResultStore store, string shard)
    {
        foreach (var entry in store.List(Folder + shard + ".").ToArray())
        {
            store.Delete(entry.Key);
        }
    }

    /// <summary>The shards that were begun, and when each last said that its work goes on.</summary>
    public static Dictionary<string, DateTimeOffset> Begun(ResultStore store)
    {
        var begun = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var entry in store.List(Folder))
        {
            string shard = entry.Key[Folder.Length..].Split('.')[0];
            begun[shard] = begun.TryGetValue(shard, out var other) && other > entry.Modified ? other : entry.Modified;
        }

        return begun;
    }

    private static IEnumerable<Trial> Of(ResultStore store, string shard)
    {
        foreach (var entry in store.List(Folder + shard + ".").ToArray())
        {
            Trial? trial = null;
            try
            {
                trial = store.Read(entry.Key) is { } bytes ? JsonSerializer.Deserialize(bytes, MarkerJson.Lines.Trial) : null;
            }
            catch (JsonException)
            {
                // it counts all the same
            }

            yield return trial ?? new Trial("not known", null);
        }
    }

    private void Write(string? error) => _store.Write(_key, JsonSerializer.SerializeToUtf8Bytes(new Trial(_worker, error), MarkerJson.Lines.Trial));
}

/// <summary>What is kept of a trial.</summary>
/// <param name="Worker">who tried</param>
/// <param name="Error">why it failed; null where it is under way, or its process was killed</param>
internal sealed record Trial(string Worker, string? Error);
