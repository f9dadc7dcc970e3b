using System.Runtime.InteropServices;
using System.Text;

namespace SkyScribe.Geo.Coordinates;

/// <summary>An installed PROJ 6 or later, for systems that are not computed here. Nothing is installed with SkyScribe.</summary>
/// <remarks>https://proj.org/development/reference/functions.html: proj_create_crs_to_crs, proj_normalize_for_visualization and proj_trans_generic. A
/// transform is for one thread at a time.</remarks>
internal sealed unsafe class LibProj : IPlaceTransform, IDisposable
{
    // Debian 12 and 13, other Linux, macOS by Homebrew, Windows by OSGeo4W or vcpkg.
    private static readonly string[] Names = [
        "libproj.so.25", "libproj.so", "libproj.25.dylib", "libproj.dylib", "/opt/homebrew/lib/libproj.dylib", "proj_9.dll", "proj.dll"];
    private static readonly Lazy<nint> Library = new(Load);
    private readonly Lock _lock = new();
    private readonly delegate* unmanaged<nint, int, double*, nuint, nuint, double*, nuint, nuint, double*, nuint, nuint, double*, nuint, nuint,
        nuint> _transform;
    private nint _context, _handle;

    private LibProj(nint context, nint handle)
    {
        (_context, _handle) = (context, handle);
        _transform = (delegate* unmanaged<nint, int, double*, nuint, nuint, double*, nuint, nuint, double*, nuint, nuint, double*, nuint, nuint,
            nuint>)Function("proj_trans_generic");
    }

    /// <summary>Whether a PROJ was found on this machine.</summary>
    public static bool IsInstalled => Library.Value != 0;

    /// <inheritdoc/>
    public double? AccuracyMetres => null;

    /// <inheritdoc/>
    public string Method => "by the installed PROJ";

    /// <summary>A transform from a definition to WGS 84; null where no PROJ is installed, or it cannot do it either.</summary>
    /// <param name="definition">well-known text, or such as <c>EPSG:4326</c></param>
    public static LibProj? Find(string definition)
    {
        if (!IsInstalled)
        {
            return null;
        }

        nint context = ((delegate* unmanaged<nint>)Function("proj_context_create"))();
        ((delegate* unmanaged<nint, int, int>)Function("proj_log_level"))(context, 0);
        nint normal = 0;
        fixed (byte* from = Encoding.UTF8.GetBytes(definition + '\0'), to = "EPSG:4326\0"u8)
        {
            nint plain = ((delegate* unmanaged<nint, byte*, byte*, nint, nint>)Function("proj_create_crs_to_crs"))(context, from, to, 0);
            if (plain != 0)
            {
                normal = ((delegate* unmanaged<nint, nint, nint>)Function("proj_normalize_for_visualization"))(context, plain);
                Destroy(plain);
            }
        }

        if (normal != 0)
        {
            return new LibProj(context, normal);
        }

        DestroyContext(context);
        return null;
    }

    /// <inheritdoc/>
    public int ToWgs84(Span<double> x, Span<double> y)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            fixed (double* px = x, py = y)
            {
                _transform(_handle, 1, px, sizeof(double), (nuint)x.Length, py, sizeof(double), (nuint)y.Length, null, 0, 0, null, 0, 0);
            }
        }

        int outside = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!(double.Abs(x[i]) <= 360 && double.Abs(y[i]) <= 90))
            {
                (x[i], y[i]) = (double.NaN, double.NaN);
                outside++;
            }
        }

        return outside;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_handle != 0)
            {
                Destroy(_handle);
                DestroyContext(_context);
                (_handle, _context) = (0, 0);
            }
        }
    }

    private static void Destroy(nint item) => ((delegate* unmanaged<nint, nint>)Function("proj_destroy"))(item);

    private static void DestroyContext(nint context) => ((delegate* unmanaged<nint, nint>)Function("proj_context_destroy"))(context);

    private static nint Function(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                if (NativeLibrary.TryGetExport(library, "proj_create_crs_to_crs", out _)
                    && NativeLibrary.TryGetExport(library, "proj_normalize_for_visualization", out _))
                {
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return 0;
    }
}
