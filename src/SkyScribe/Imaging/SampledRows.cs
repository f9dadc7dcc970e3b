namespace SkyScribe.Imaging;

/// <summary>Looks at a picture's values; of a large one at evenly spaced blocks of rows.</summary>
internal sealed class SampledRows(ValueSample sample) : SampleRows
{
    private const int EnoughPixels = 4 << 20;

    private float[] _row = [];
    private int _every = 1;

    public override Span<float> Row => _row;

    public override void Begin(int width, int height, int orientation)
    {
        _row = new float[3L * width];
        _every = (int)Math.Max(1, (long)width * height / EnoughPixels);
    }

    public override void Next() => sample.Add(_row);

    public override bool CanSkip(int block) => block % _every != 0;

    /// <summary>The same for rows of bytes.</summary>
    internal sealed class OfBytes(ValueSample sample) : PictureRows
    {
        private byte[] _row = [];
        private float[] _values = [];

        public override Span<byte> Row => _row;

        public override void Begin(int width, int height, int orientation) => (_row, _values) = (new byte[3L * width], new float[3L * width]);

        public override void Next()
        {
            for (int i = 0; i < _row.Length; i++)
            {
                _values[i] = _row[i];
            }

            sample.Add(_values);
        }

        public override RgbImage Finish() => throw new NotSupportedException("only values are kept");
    }
}
