using SkyScribe.Geo.Bytes;

namespace SkyScribe.Batch.Results;

/// <summary>One entry of a <see cref="ResultStore"/>.</summary>
/// <param name="Key">its key</param>
/// <param name="Modified">when it was written, by the store's own clock</param>
internal readonly record struct StoredEntry(string Key, DateTimeOffset Modified);

/// <summary>Where results go: keys with bytes, in a folder or in an object store. Nothing depends on renaming or on conditional writes: a key holds
/// the hash of what it has, or whoever writes it writes the same, or the last one counts.</summary>
internal abstract class ResultStore
{
    /// <summary>The largest object that is read.</summary>
    protected const long MostBytes = 1L << 30;

    private static readonly TimeSpan Leftover = TimeSpan.FromHours(1);

    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Opens the store that a path names.</summary>
    /// <param name="name">a folder, or s3://BUCKET/PREFIX</param>
    /// <exception cref="Plans.BatchException">It is an address of another kind.</exception>
    public static ResultStore Open(string name) => name.StartsWith(S3Access.Scheme, StringComparison.Ordinal) ? S3Store.Open(name)
        : !name.Contains("://", StringComparison.Ordinal) ? new FolderStore(name)
        : throw new Plans.BatchException(name, "results go to a folder that all machines have, such as a mounted share, or to s3://BUCKET/PREFIX");

    /// <summary>The bytes of a key; null where there is none.</summary>
    /// <exception cref="Plans.BatchException">They cannot be read.</exception>
    public abstract byte[]? Read(string key);

    /// <summary>Writes a key as a whole: whoever reads sees the old bytes, the new ones, or nothing.</summary>
    /// <exception cref="Plans.BatchException">It cannot be written.</exception>
    public abstract void Write(string key, ReadOnlySpan<byte> bytes);

    /// <summary>Deletes a key, if it is there.</summary>
    public abstract void Delete(string key);

    /// <summary>The keys that begin with a prefix, which has one slash at most, in no order.</summary>
    public abstract IEnumerable<StoredEntry> List(string prefix);

    /// <summary>The time by the store's own clock, so that the clocks of the machines do not matter.</summary>
    public abstract DateTimeOffset Now();

    /// <summary>Deletes what killed workers have left long ago.</summary>
    public void DeleteLeftovers()
    {
        var now = Now();
        foreach (var entry in List(Aside).Where(entry => now - entry.Modified > Leftover).ToArray())
        {
            Delete(entry.Key);
        }
    }

    /// <summary>How keys begin that nobody needs once the call is over that made them.</summary>
    protected abstract string Aside { get; }
}
