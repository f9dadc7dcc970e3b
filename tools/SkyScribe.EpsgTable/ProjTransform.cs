namespace SkyScribe.EpsgTable;

/// <summary>A transform of libproj, with longitude before latitude.</summary>
internal sealed class ProjTransform : IDisposable
{
    private readonly nint _handle;

    /// <summary>Makes it; <see cref="Exists"/> says whether libproj can.</summary>
    public ProjTransform(nint context, string from, string to)
    {
        nint plain = NativeProj.proj_create_crs_to_crs(context, from, to, 0);
        _handle = plain == 0 ? 0 : NativeProj.proj_normalize_for_visualization(context, plain);
        if (plain != 0)
        {
            NativeProj.proj_destroy(plain);
        }
    }

    /// <summary>Whether libproj knows both systems and their methods.</summary>
    public bool Exists => _handle != 0;

    /// <summary>From the first system to the second.</summary>
    public (double X, double Y) Forward(double x, double y) => Transform(1, x, y);

    /// <summary>From the second system to the first.</summary>
    public (double X, double Y) Inverse(double x, double y) => Transform(-1, x, y);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle != 0)
        {
            NativeProj.proj_destroy(_handle);
        }
    }

    private (double X, double Y) Transform(int direction, double x, double y)
    {
        NativeProj.Coordinate to = NativeProj.proj_trans(_handle, direction, new NativeProj.Coordinate { X = x, Y = y, T = double.PositiveInfinity });
        return double.IsFinite(to.X) && double.IsFinite(to.Y) ? (to.X, to.Y) : (double.NaN, double.NaN);
    }
}
