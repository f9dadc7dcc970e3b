using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>Text on a sheet: by a font of the system if one has all the characters, else by <see cref="PixelFont"/>.</summary>
internal sealed class SheetText : IDisposable
{
    private const float TextSize = 16;
    private const float DotSize = 2;
    private static readonly string[] Families = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial"];

    private readonly SKFont? _font;
    private readonly SKPaint _ink = new() { Color = SKColors.Black, IsAntialias = true };

    /// <param name="typeface">The font to use; null for the built-in one.</param>
    public SheetText(SKTypeface? typeface) => _font = typeface is null ? null : new SKFont(typeface, TextSize) { Subpixel = true };

    /// <summary>A font of this system that can draw all the texts, plain sans serif if possible; null if there is none.</summary>
    public static SKTypeface? SystemTypeface(IEnumerable<string> texts)
    {
        // Spaces and controls have no glyph in some fonts and need none.
        string needed = string.Concat(texts.SelectMany(text => text ?? "").Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c)).Distinct());
        foreach (string family in Families)
        {
            if (SKFontManager.Default.MatchFamily(family) is { } typeface && typeface.FamilyName == family && CanDraw(typeface, needed))
            {
                return typeface;
            }
        }

        return CanDraw(SKTypeface.Default, needed) ? SKTypeface.Default : null;
    }

    /// <summary>Breaks a text between words; what does not fit the lines ends in dots.</summary>
    public List<string> Wrap(string text, float width, int mostLines)
    {
        List<string> lines = [];
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Measure(lines[^1] + " " + word) <= width)
            {
                lines[^1] += " " + word;
            }
            else if (lines.Count < mostLines)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] += " ...";
                break;
            }
        }

        return lines;
    }

    /// <summary>Draws one line, vertically centred in a box and made smaller if it is too wide for it.</summary>
    public void Draw(SKCanvas canvas, string text, SKRect box, bool centered)
    {
        float width = Measure(text);
        float shrink = Math.Min(1, box.Width / Math.Max(1, width));
        float left = centered ? box.MidX - (width * shrink / 2) : box.Left;
        canvas.Save();
        canvas.Translate(left, box.MidY);
        canvas.Scale(shrink);
        if (_font is not null)
        {
            canvas.DrawText(text, 0, TextSize * 0.35f, SKTextAlign.Left, _font, _ink);
        }
        else
        {
            DrawDots(canvas, text);
        }

        canvas.Restore();
    }

    public void Dispose()
    {
        _font?.Dispose();
        _ink.Dispose();
    }

    private static bool CanDraw(SKTypeface? typeface, string needed) => typeface is { GlyphCount: > 0 } && typeface.ContainsGlyphs(needed + "a");

    private float Measure(string text) => _font?.MeasureText(text) ?? (text.Length * PixelFont.Advance * DotSize);

    private void DrawDots(SKCanvas canvas, string text)
    {
        float top = -PixelFont.Height * DotSize / 2;
        for (int i = 0; i < text.Length; i++)
        {
            for (int row = 0; row < PixelFont.Height; row++)
            {
                for (int column = 0; column < PixelFont.Width; column++)
                {
                    if (PixelFont.IsSet(text[i], column, row))
                    {
                        canvas.DrawRect(((i * PixelFont.Advance) + column) * DotSize, top + (row * DotSize), DotSize, DotSize, _ink);
                    }
                }
            }
        }
    }
}
