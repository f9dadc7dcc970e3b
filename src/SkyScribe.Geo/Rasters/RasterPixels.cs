namespace SkyScribe.Geo.Rasters;

/// <summary>The pixels of a window: some bands, and which pixels are valid. Reused from window to window.</summary>
internal sealed class RasterPixels
{
    /// <param name="bands">how many bands it holds</param>
    /// <param name="isByte">whether samples are whole numbers of up to 8 bits; otherwise they are floating-point numbers</param>
    public RasterPixels(int bands, bool isByte)
    {
        (IsByte, Bytes, Floats) = (isByte, new byte[isByte ? bands : 0][], new float[isByte ? 0 : bands][]);
        Array.Fill(Bytes, []);
        Array.Fill(Floats, []);
    }

    public bool IsByte { get; }

    public Window Window { get; private set; }

    public int Count => Window.Width * Window.Height;

    /// <summary>[bands][rows x columns], where <see cref="IsByte"/>.</summary>
    public byte[][] Bytes { get; }

    /// <summary>[bands][rows x columns], otherwise.</summary>
    public float[][] Floats { get; }

    /// <summary>[rows x columns], 1 where the pixel is valid, 0 where it is nodata.</summary>
    public byte[] Valid { get; private set; } = [];

    /// <summary>Makes room for a window; all its pixels are 0 and valid.</summary>
    public void Begin(Window window)
    {
        Window = window;
        for (int b = 0; b < Bytes.Length; b++)
        {
            Bytes[b] = Room(Bytes[b]);
        }

        for (int b = 0; b < Floats.Length; b++)
        {
            Floats[b] = Room(Floats[b]);
        }

        Valid = Room(Valid);
        Valid.AsSpan(0, Count).Fill(1);
    }

    /// <summary>How many of its pixels are valid.</summary>
    public int CountValid()
    {
        int valid = 0;
        foreach (byte one in Valid.AsSpan(0, Count))
        {
            valid += one;
        }

        return valid;
    }

    private T[] Room<T>(T[] array)
    {
        if (array.Length < Count)
        {
            return new T[Count];
        }

        Array.Clear(array, 0, Count);
        return array;
    }
}
