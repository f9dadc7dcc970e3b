namespace SkyScribe.Datasets.Layouts;

/// <summary>A table with one row a sentence, or a row an image with several captions: <see cref="CaptionTable"/>. Other columns are
/// ignored.</summary>
internal static class TableLayout
{
    /// <summary>Reads the rows into the builder; an image's rows need not stand together.</summary>
    public static void Read(string file, CaptionTable table, DatasetBuilder builder)
    {
        foreach (CaptionRow row in table.Rows())
        {
            string line = $"line {row.Line}";
            int image = builder.FindOrAddImage(file, $"{line}, {table.ImageName}", row.Image, row.Split, $"{line}, split");
            foreach (string caption in row.Captions)
            {
                builder.AddSentence(image, $"{line}, caption", caption);
            }
        }

        if (table.Repaired > 0)
        {
            builder.Warn($"{file}: in {table.Repaired} rows the caption stood in the field of its number; it was taken from there");
        }
    }
}
