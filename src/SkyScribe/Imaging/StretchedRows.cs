namespace SkyScribe.Imaging;

/// <summary>Maps rows of samples to 8 bits and hands them on.</summary>
internal sealed class StretchedRows(PictureRows target, Stretch stretch) : SampleRows
{
    private float[] _row = [];

    public override Span<float> Row => _row;

    public override void Begin(int width, int height, int orientation)
    {
        _row = new float[3L * width];
        target.Begin(width, height, orientation);
    }

    public override void Next()
    {
        stretch.Map(_row, target.Row);
        target.Next();
    }

    /// <summary>Changes rows of bytes before they are handed on.</summary>
    internal sealed class OfBytes(PictureRows target, Stretch? stretch, IReadOnlyList<int> bands) : PictureRows
    {
        public override Span<byte> Row => target.Row;

        public override void Begin(int width, int height, int orientation) => target.Begin(width, height, orientation);

        public override void Next()
        {
            var row = target.Row;
            if (bands.Count > 0)
            {
                var (red, green, blue) = (bands[0], bands[bands.Count / 2], bands[^1]);
                for (int i = 0; i < row.Length; i += 3)
                {
                    (row[i], row[i + 1], row[i + 2]) = (row[i + red], row[i + green], row[i + blue]);
                }
            }

            stretch?.Map(row);
            target.Next();
        }

        public override RgbImage Finish() => target.Finish();
    }
}
