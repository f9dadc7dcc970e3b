using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>Draws where the decoder looked for each word of a caption: the paper's Fig. 8 for one picture.</summary>
public static class AttentionSheet
{
    /// <summary>The most words one sheet takes.</summary>
    public const int MaxWords = 200;

    private const int PanelSide = 224;
    private const int Gap = 8;
    private const int LabelHeight = 26;
    private const int TitleHeight = 30;
    private const int MostColumns = 6;
    private const int MostTitleLines = 4;

    /// <summary>Writes one PNG: the picture, then a panel a word with that word's attention, blue for the least and red for the most within the
    /// panel.</summary>
    /// <param name="pngPath">The file, written complete or not at all.</param>
    /// <param name="image">The picture that was captioned.</param>
    /// <param name="words">The caption's words.</param>
    /// <param name="maps">For each word the attention of each region, [gridRows x gridColumns] row by row.</param>
    /// <param name="gridRows">Rows of the encoder's grid.</param>
    /// <param name="gridColumns">Columns of the encoder's grid.</param>
    /// <param name="title">Text above the panels, the caption for example.</param>
    public static void Write(
        string pngPath, RgbImage image, IReadOnlyList<string> words, IReadOnlyList<float[]> maps, int gridRows, int gridColumns, string? title = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pngPath);
        ImageWriter.WritePng(pngPath, Draw(image, words, maps, gridRows, gridColumns, title));
    }

    /// <summary>The sheet itself, to be put together with others.</summary>
    internal static RgbImage Draw(
        RgbImage image, IReadOnlyList<string> words, IReadOnlyList<float[]> maps, int gridRows, int gridColumns, string? title)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(maps);
        Check(words, maps, gridRows, gridColumns);

        double scale = (double)PanelSide / Math.Max(image.Width, image.Height);
        int width = Math.Max(1, (int)Math.Round(image.Width * scale));
        int height = Math.Max(1, (int)Math.Round(image.Height * scale));
        RgbImage small = Resampler.Resize(image, width, height, ResampleFilter.Bicubic);
        int columns = Math.Min(words.Count + 1, MostColumns);
        int rows = (words.Count + columns) / columns;
        int sheetWidth = Gap + (columns * (PanelSide + Gap));

        using SheetText text = new([.. words, title ?? ""]);
        List<string> titleLines = text.Wrap(title ?? "", sheetWidth - (2 * Gap), MostTitleLines);
        int top = Gap + (titleLines.Count * TitleHeight);
        int rowHeight = height + LabelHeight + Gap;
        Sheet sheet = new(sheetWidth, top + (rows * rowHeight));
        List<(string Text, int X, int Y)> labels = [];
        for (int i = 0; i <= words.Count; i++)
        {
            int left = Gap + (i % columns * (PanelSide + Gap));
            int y = top + (i / columns * rowHeight);
            sheet.Place(i == 0 ? small : AttentionMap.Overlay(small, maps[i - 1], gridRows, gridColumns), left + ((PanelSide - width) / 2), y);
            if (i > 0)
            {
                labels.Add((words[i - 1], left, y + height));
            }
        }

        return ImageWriter.DrawOn(sheet.Image, canvas =>
        {
            for (int i = 0; i < titleLines.Count; i++)
            {
                text.Draw(canvas, titleLines[i],
                    new SKRect(Gap, (Gap / 2) + (i * TitleHeight), sheetWidth - Gap, (Gap / 2) + ((i + 1) * TitleHeight)), centered: false);
            }

            foreach ((string word, int x, int y) in labels)
            {
                text.Draw(canvas, word, new SKRect(x, y, x + PanelSide, y + LabelHeight), centered: true);
            }
        });
    }

    private static void Check(IReadOnlyList<string> words, IReadOnlyList<float[]> maps, int gridRows, int gridColumns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridColumns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Count, MaxWords, nameof(words));
        if (maps.Count != words.Count)
        {
            throw new ArgumentException($"expected one map for each of {words.Count} words, found {maps.Count}", nameof(maps));
        }

        for (int i = 0; i < maps.Count; i++)
        {
            if (maps[i] is null || maps[i].LongLength != (long)gridRows * gridColumns || !Array.TrueForAll(maps[i], float.IsFinite))
            {
                throw new ArgumentException(
                    $"the map of word {i} (\"{words[i]}\") needs {gridRows} x {gridColumns} finite weights, found {maps[i]?.Length ?? 0} values",
                    nameof(maps));
            }
        }
    }
}
