namespace SkyScribe.Geo.Bytes;

/// <summary>Bytes that can be read at any place, by several threads at once: a local file, or one behind HTTP.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <param name="name">what messages call it</param>
    protected ByteSource(string name) => Name = name;

    /// <summary>What messages call it: the path or address, as the user typed it.</summary>
    public string Name { get; }

    /// <summary>How many bytes it has.</summary>
    public abstract long Length { get; }

    /// <summary>Tells two states of it apart without reading it: length and time of the last change, or the server's tag.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Reads exactly as many bytes as the span has.</summary>
    /// <exception cref="GeoException">It ends before, or cannot be read.</exception>
    public void ReadExactly(long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset > Length - bytes.Length)
        {
            throw new GeoException(Name,
                $"is cut off or damaged: something points to bytes {offset} to {(UInt128)(ulong)offset + (uint)bytes.Length}, but there are {Length}; copy or download it again");
        }

        Fill(offset, bytes);
    }

    /// <summary>Says where it was changed since it was opened: pixels of two states must not be mixed.</summary>
    /// <exception cref="GeoException">It was changed or deleted.</exception>
    public void RequireUnchanged()
    {
        string now = CurrentFingerprint();
        if (now != Fingerprint)
        {
            throw new GeoException(Name, $"was changed while it was read ({Fingerprint}, now {now}); start again once it no longer changes");
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads a span that lies within the length.</summary>
    protected abstract void Fill(long offset, Span<byte> bytes);

    /// <summary>The fingerprint as it is now.</summary>
    protected abstract string CurrentFingerprint();
}
