using System.Text;
using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>Text on a sheet, in the font that comes with the library, so that labels look the same on every machine and need no font of the system
/// (containers have none).</summary>
/// <remarks>Characters that it lacks (Chinese, say) are drawn by a font of the system, where one has all of them.</remarks>
internal sealed class SheetText : IDisposable
{
    private const float TextSize = 16;
    private static readonly Lazy<SKTypeface> Bundled = new(() =>
    {
        using var file = typeof(SheetText).Assembly.GetManifestResourceStream("OpenSans-Regular.ttf")!;
        return SKTypeface.FromStream(file);
    });

    private readonly SKFont _font;
    private readonly SKPaint _ink = new() { Color = SKColors.Black, IsAntialias = true };

    /// <param name="texts">all that will be drawn</param>
    public SheetText(IEnumerable<string> texts) => _font = new SKFont(TypefaceFor(texts), TextSize) { Subpixel = true };

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
        canvas.DrawText(text, 0, TextSize * 0.35f, SKTextAlign.Left, _font, _ink);
        canvas.Restore();
    }

    public void Dispose()
    {
        _font.Dispose();
        _ink.Dispose();
    }

    private float Measure(string text) => _font.MeasureText(text);

    private static SKTypeface TypefaceFor(IEnumerable<string> texts)
    {
        // Spaces and controls have no glyph in some fonts and need none.
        Rune[] needed = [.. texts.SelectMany(text => text.EnumerateRunes()).Where(rune => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            .Distinct()];
        return Array.Find(needed, rune => !Bundled.Value.ContainsGlyph(rune.Value)) is { Value: not 0 } missing
            && SKFontManager.Default.MatchCharacter(missing.Value) is { } system && Array.TrueForAll(needed, rune => system.ContainsGlyph(rune.Value))
            ? system
            : Bundled.Value;
    }
}
