using System.Globalization;
using SkiaSharp;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;

namespace SkyScribe.Lab.Studies;

/// <summary>How often a package's out-of-domain warning speaks: on drawn rooms, drawn pages, noise and blank tiles, and on val images, where it
/// should be silent.</summary>
internal static class OutOfDomain
{
    private const int Count = 100, Size = 256;

    public static void Write(TextWriter output, string package, string captions, string imageFolder)
    {
        using var captioner = Captioner.Load(package);
        var files = new ImageFolder(imageFolder);
        output.WriteLine("| pictures | number | called out of domain | mean confidence |\n|---|---|---|---|");
        Row(output, captioner, "val images", [.. TrainedSplits.Read(CaptionSource.Parse(captions), [package]).Split("val").Select(
            image => ImageReader.Read(files.PathOf(image), null, captioner.Rendering))]);
        foreach (var (name, draw) in new (string, Action<SKCanvas, Random>)[] { ("rooms (drawn)", Room), ("pages of text (drawn)", Page),
            ("diagrams (drawn)", Diagram) })
        {
            Row(output, captioner, name,
                [.. Enumerable.Range(0, Count).Select(seed => ImageWriter.DrawOn(Plain(255, 255, 255), canvas => draw(canvas, new Random(seed))))]);
        }

        Row(output, captioner, "noise, each pixel for itself", [.. Enumerable.Range(0, Count).Select(seed => Noise(new Random(seed)))]);
        Row(output, captioner, "blank tiles, one colour each",
            [.. Enumerable.Range(0, Count).Select(i => Plain((byte)(i * 37), (byte)(i * 101), (byte)(i * 59)))]);
        Row(output, captioner, "black tiles (nodata)", [Plain(0, 0, 0)]);
    }

    private static void Row(TextWriter output, Captioner captioner, string name, IReadOnlyList<RgbImage> images)
    {
        var captions = captioner.Describe(images);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {images.Count} | {captions.Count(caption => caption.IsOutOfDomain == true) / (double)images.Count:p1} | {captions.Average(caption => caption.Confidence ?? double.NaN):f2} |"));
    }

    private static RgbImage Plain(byte red, byte green, byte blue) =>
        new(Size, Size, [.. Enumerable.Range(0, 3 * Size * Size).Select(i => (i % 3) switch { 0 => red, 1 => green, _ => blue })]);

    private static RgbImage Noise(Random random)
    {
        byte[] pixels = new byte[3 * Size * Size];
        random.NextBytes(pixels);
        return new RgbImage(Size, Size, pixels);
    }

    // A room seen from its door: walls in perspective, a window, a lamp, tables and shelves.
    private static void Room(SKCanvas canvas, Random random)
    {
        int left = random.Next(50, 90), right = random.Next(170, 210), top = random.Next(40, 80), bottom = random.Next(150, 190);
        Fill(canvas, random, 0.85f, (0, 0), (Size, 0), (right, top), (left, top));
        Fill(canvas, random, 0.5f, (0, Size), (Size, Size), (right, bottom), (left, bottom));
        Fill(canvas, random, 0.7f, (0, 0), (left, top), (left, bottom), (0, Size));
        Fill(canvas, random, 0.75f, (Size, 0), (right, top), (right, bottom), (Size, Size));
        Fill(canvas, random, 0.8f, (left, top), (right, top), (right, bottom), (left, bottom));
        int window = random.Next(left + 10, right - 50);
        Fill(canvas, random, 0.95f, (window, top + 15), (window + 40, top + 15), (window + 40, top + 55), (window, top + 55));
        for (int piece = 0; piece < 4; piece++)
        {
            int x = random.Next(20, 190), y = random.Next(140, 200), width = random.Next(25, 60), height = random.Next(20, 50);
            Fill(canvas, random, 0.45f, (x, y), (x + width, y), (x + width, y + height), (x, y + height));
            Fill(canvas, random, 0.6f, (x, y), (x + width, y), (x + width - 12, y - 10), (x + 12, y - 10));
        }

        using var lamp = new SKPaint { Color = new SKColor(255, 240, 190), IsAntialias = true };
        canvas.DrawCircle(random.Next(100, 160), top - 10, 12, lamp);
    }

    // Lines of dark marks as wide as words, with a heading.
    private static void Page(SKCanvas canvas, Random random)
    {
        using var ink = new SKPaint { Color = new SKColor(20, 20, 25) };
        for (int y = 14, line = 0; y < Size - 14; y += line++ == 0 ? 22 : 11)
        {
            float height = line == 0 ? 12 : 5;
            for (int x = 14; x < Size - 30 && random.Next(14) > 0;)
            {
                for (int letter = random.Next(2, 9); letter > 0 && x < Size - 16; letter--, x += 5)
                {
                    canvas.DrawRect(x, y + random.Next(2), random.Next(1, 4), height - random.Next(3), ink);
                    canvas.DrawRect(x, y + height / 2, 3, 1, ink);
                }

                x += 5;
            }
        }
    }

    private static void Diagram(SKCanvas canvas, Random random)
    {
        using var line = new SKPaint { Color = SKColors.Black, Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
        canvas.DrawLine(24, 232, 240, 232, line);
        canvas.DrawLine(24, 232, 24, 20, line);
        for (int bar = 0; bar < 6; bar++)
        {
            int height = random.Next(20, 190);
            Fill(canvas, random, 0.6f, (40 + 32 * bar, 232), (60 + 32 * bar, 232), (60 + 32 * bar, 232 - height), (40 + 32 * bar, 232 - height));
        }
    }

    private static void Fill(SKCanvas canvas, Random random, float brightness, params (float X, float Y)[] corners)
    {
        using var paint = new SKPaint { Color = SKColor.FromHsv(random.Next(360), random.Next(10, 60), 100 * brightness), IsAntialias = true };
        using var path = new SKPath();
        path.AddPoly([.. corners.Select(corner => new SKPoint(corner.X, corner.Y))]);
        canvas.DrawPath(path, paint);
    }
}
