using SkyScribe.Geo.Bytes;

namespace SkyScribe.Geo.Rasters;

/// <summary>A georeferenced picture of any size, read in windows by any number of threads.</summary>
internal abstract class Raster : IDisposable
{
    /// <summary>What messages and layers call it: the path or address, as the user typed it.</summary>
    public abstract string Name { get; }

    /// <summary>Columns, in pixels.</summary>
    public int Width => Levels[0].Width;

    /// <summary>Rows, in pixels.</summary>
    public int Height => Levels[0].Height;

    /// <summary>Sizes: the raster itself, then its overviews, ever smaller.</summary>
    public abstract IReadOnlyList<(int Width, int Height)> Levels { get; }

    /// <summary>Bands, without alpha.</summary>
    public abstract int Bands { get; }

    /// <summary>What its samples mean as colours.</summary>
    public abstract RasterColors Colors { get; }

    /// <summary>From pixels to coordinates; null where the raster says nothing of its place.</summary>
    public abstract Affine? Transform { get; }

    /// <summary>What the file says of its coordinate reference system; null for nothing.</summary>
    public abstract CrsDescription? Crs { get; }

    /// <summary>What users should know of the file, in whole sentences.</summary>
    public abstract IReadOnlyList<string> Notes { get; }

    /// <summary>The files that it is read from.</summary>
    public abstract IReadOnlyList<ByteSource> Sources { get; }

    /// <summary>Tells two states of its files apart without reading them.</summary>
    public virtual string Fingerprint => string.Join("; ", Sources.Select(source => source.Fingerprint));

    /// <summary>Says where a file was changed since it was opened: pixels of two states must not be mixed.</summary>
    /// <exception cref="GeoException">One was changed or deleted.</exception>
    public virtual void RequireUnchanged()
    {
        foreach (var source in Sources)
        {
            source.RequireUnchanged();
        }
    }

    /// <summary>Reads a window.</summary>
    /// <param name="level">0 for the raster itself, else an overview</param>
    /// <param name="bands">bands, from 0, one for each of the target's</param>
    /// <param name="pixels">the target; it has the window, which lies within the level</param>
    /// <exception cref="BlockException">A part of it does not decode.</exception>
    public abstract void Read(int level, ReadOnlySpan<int> bands, RasterPixels pixels);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Room for a window of some bands.</summary>
    public RasterPixels NewPixels(int bands) => new(bands, Colors.IsByte);
}
