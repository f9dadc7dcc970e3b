using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using SkiaSharp;
using SkyScribe.Geo;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Jobs;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Layers;

/// <summary>Pictures of a layer's raster: squares of 256 pixels in the raster's own plane, each level half as fine as the one before, and single
/// tiles.</summary>
/// <remarks>Squares of coarse levels, which may need a large part of the raster, are kept in the data folder.</remarks>
internal sealed class RasterPictures(JobWork work, DataFolder folder) : IDisposable
{
    /// <summary>Width and height of a square.</summary>
    public const int Side = 256;

    private const int KeptFrom = 3, MostLevel = 24, Quality = 86;
    private const long WholeReads = 4_000_000, MostPixels = 600_000_000;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount));
    private OpenRaster? _last;   // with the blocks that its last squares needed: the next ones are their neighbours

    /// <summary>A square as WebP, or JPEG where all of it has data.</summary>
    /// <param name="layer">the layer</param>
    /// <param name="level">0 for the raster's own pixels</param>
    /// <param name="column">its column among the level's squares</param>
    /// <param name="row">its row</param>
    /// <param name="cancellation">nobody waits any more</param>
    public async Task<byte[]> SquareAsync(OpenLayer layer, int level, int column, int row, CancellationToken cancellation)
    {
        var info = layer.Info;
        if (level is < 0 or > MostLevel || column < 0 || row < 0
            || (long)column * Side << level >= info.Width || (long)row * Side << level >= info.Height)
        {
            throw RefusedException.NotFound("the raster has no pixels there");
        }

        string kept = Path.Combine(Path.GetDirectoryName(layer.Path)!, FormattableString.Invariant($"picture-{level}-{column}-{row}"));
        if (level >= KeptFrom && File.Exists(kept))
        {
            return await File.ReadAllBytesAsync(kept, cancellation).ConfigureAwait(false);
        }

        byte[] square = await TakeTurn(() => WithRaster(layer, raster => Square(raster, layer.Plan, level, column, row)), cancellation)
            .ConfigureAwait(false);
        if (level >= KeptFrom)
        {
            folder.Reserve(square.Length);
            AtomicFile.Write(kept, stream => stream.Write(square));
        }

        return square;
    }

    /// <summary>A tile as the model saw it, before it was resized.</summary>
    public Task<RgbImage> TileAsync(OpenLayer layer, TileEntry tile, CancellationToken cancellation) => TakeTurn(() => WithRaster(
        layer, raster => new TileReader(raster, layer.Plan).Read(layer.Grid.At(tile.Row, tile.Column)).Image
            ?? throw new RefusedException(StatusCodes.Status422UnprocessableEntity, "this tile has no data, or cannot be read any more")),
        cancellation);

    /// <summary>A picture as PNG.</summary>
    public static byte[] Png(RgbImage image) => Encode(image, null, SKEncodedImageFormat.Png);

    public void Dispose()
    {
        Interlocked.Exchange(ref _last, null)?.Raster.Dispose();
        _turns.Dispose();
    }

    private T WithRaster<T>(OpenLayer layer, Func<Raster, T> use)
    {
        var open = Interlocked.Exchange(ref _last, null);
        if (open is null || open.Layer != layer)
        {
            open?.Raster.Dispose();
            open = new OpenRaster(layer, RasterOpener.Open(work.RasterOf(layer.Job)));
        }

        try
        {
            return use(open.Raster);
        }
        finally
        {
            Interlocked.Exchange(ref _last, open)?.Raster.Dispose();
        }
    }

    private async Task<T> TakeTurn<T>(Func<T> read, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(read, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static byte[] Square(Raster raster, RasterPlan plan, int level, int column, int row)
    {
        long step = (long)Side << level;
        long left = column * step, top = row * step, right = Math.Min(left + step, raster.Width), bottom = Math.Min(top + step, raster.Height);
        int width = (int)Math.Max(1, (right - left) >> level), height = (int)Math.Max(1, (bottom - top) >> level);
        int source = Enumerable.Range(0, raster.Levels.Count).Last(i => i == 0 || raster.Levels[i].Width << level >= raster.Width);
        var (levelWidth, levelHeight) = raster.Levels[source];
        double scaleX = (double)levelWidth / raster.Width, scaleY = (double)levelHeight / raster.Height;
        var window = new Window((int)(left * scaleX), (int)(top * scaleY), 0, 0);
        window = window with
        {
            Width = Math.Clamp((int)Math.Ceiling(right * scaleX) - window.Left, 1, levelWidth - window.Left),
            Height = Math.Clamp((int)Math.Ceiling(bottom * scaleY) - window.Top, 1, levelHeight - window.Top),
        };
        if ((long)window.Width * window.Height > MostPixels)
        {
            throw RefusedException.NotFound("the raster has no overviews, and too many pixels to be shown as a whole; add some with gdaladdo");
        }

        var (image, valid) = (long)window.Width * window.Height <= WholeReads ? Whole(raster, plan, source, window, width, height)
            : Sampled(raster, plan, source, window, width, height);
        bool isFull = width == Side && height == Side && valid.AsSpan().IndexOf((byte)0) < 0;
        return isFull ? ImageWriter.EncodeJpeg(image, Quality) : EncodeSquare(image, valid);
    }

    // Beyond the raster's end a square is transparent.
    private static byte[] EncodeSquare(RgbImage image, byte[] valid)
    {
        byte[] rgb = new byte[3 * Side * Side], has = new byte[Side * Side];
        for (int row = 0; row < image.Height; row++)
        {
            image.Pixels.AsSpan(3 * row * image.Width, 3 * image.Width).CopyTo(rgb.AsSpan(3 * row * Side));
            valid.AsSpan(row * image.Width, image.Width).CopyTo(has.AsSpan(row * Side));
        }

        return Encode(new RgbImage(Side, Side, rgb), has, SKEncodedImageFormat.Webp);
    }

    private static (RgbImage Image, byte[] Valid) Whole(Raster raster, RasterPlan plan, int level, Window window, int width, int height)
    {
        var pixels = raster.NewPixels(plan.Bands.Count);
        Read(raster, plan, level, window, pixels);
        var image = Resampler.Resize(new TileRenderer(raster.Colors, plan.Values).Render(pixels), width, height, ResampleFilter.Bilinear);
        byte[] valid = new byte[width * height];
        for (int i = 0; i < valid.Length; i++)
        {
            int x = (int)((i % width + 0.5) * window.Width / width), y = (int)((i / width + 0.5) * window.Height / height);
            valid[i] = pixels.Valid[(y * window.Width) + x];
        }

        return (image, valid);
    }

    // Single pixels of single rows: the whole window would not fit into memory.
    private static (RgbImage Image, byte[] Valid) Sampled(Raster raster, RasterPlan plan, int level, Window window, int width, int height)
    {
        var pixels = raster.NewPixels(plan.Bands.Count);
        var renderer = new TileRenderer(raster.Colors, plan.Values);
        byte[] rgb = new byte[3 * width * height], valid = new byte[width * height];
        for (int row = 0; row < height; row++)
        {
            Read(raster, plan, level, new Window(window.Left, window.Top + (int)((row + 0.5) * window.Height / height), window.Width, 1), pixels);
            byte[] line = renderer.Render(pixels).Pixels;
            for (int column = 0; column < width; column++)
            {
                int x = (int)((column + 0.5) * window.Width / width);
                line.AsSpan(3 * x, 3).CopyTo(rgb.AsSpan(3 * ((row * width) + column)));
                valid[(row * width) + column] = pixels.Valid[x];
            }
        }

        return (new RgbImage(width, height, rgb), valid);
    }

    // A block that does not decode has no data.
    private static void Read(Raster raster, RasterPlan plan, int level, Window window, RasterPixels pixels)
    {
        pixels.Begin(window);
        try
        {
            raster.Read(level, [.. plan.Bands], pixels);
            NoData.Mark(pixels, plan.NoData);
        }
        catch (BlockException)
        {
            pixels.Begin(window);
            pixels.Valid.AsSpan(0, pixels.Count).Clear();
        }
    }

    private static byte[] Encode(RgbImage image, byte[]? valid, SKEncodedImageFormat format)
    {
        byte[] rgba = new byte[4 * image.Width * image.Height];
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[(4 * i) + 3] = valid is null || valid[i] != 0 ? (byte)255 : (byte)0;
        }

        var pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, valid is null ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
            using var pixmap = new SKPixmap(info, pin.AddrOfPinnedObject());
            using var data = pixmap.Encode(format, Quality) ?? throw new IOException("the picture cannot be encoded");
            return data.ToArray();
        }
        finally
        {
            pin.Free();
        }
    }

    private sealed record OpenRaster(OpenLayer Layer, Raster Raster);
}
