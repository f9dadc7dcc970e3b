using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>Keeps the first error of one file instead of printing it, and drops warnings (unknown tags, mostly).</summary>
/// <remarks>
/// LibTiff.NET has one error handler for the whole process. Ours is installed once; it serves the thread that is decoding for us and hands everything
/// else to the handler that was there before, so another user of the library in the same process is not disturbed.
/// </remarks>
internal sealed class TiffErrors : IDisposable
{
    private static readonly Router Installed = new();

    [ThreadStatic]
    private static TiffErrors? _current;

    public TiffErrors()
    {
        Installed.Install();
        _current = this;
    }

    /// <summary>The first error since this object was made on this thread.</summary>
    public string? First { get; private set; }

    public void Dispose() => _current = null;

    private sealed class Router : TiffErrorHandler
    {
        private readonly Lock _lock = new();
        private TiffErrorHandler? _previous;

        public void Install()
        {
            lock (_lock)
            {
                _previous ??= Tiff.SetErrorHandler(this);
            }
        }

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (_current is not { } errors)
            {
                _previous?.ErrorHandler(tif, method, format, args);
                return;
            }

            try
            {
                errors.First ??= string.Format(CultureInfo.InvariantCulture, format, args);
            }
            catch (FormatException)
            {
                errors.First ??= format;
            }
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (_current is null)
            {
                _previous?.ErrorHandlerExt(tif, clientData, method, format, args);
            }
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (_current is null)
            {
                _previous?.WarningHandler(tif, method, format, args);
            }
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (_current is null)
            {
                _previous?.WarningHandlerExt(tif, clientData, method, format, args);
            }
        }
    }
}
