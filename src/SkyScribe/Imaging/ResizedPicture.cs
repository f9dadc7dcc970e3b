namespace SkyScribe.Imaging;

/// <summary>Resizes a picture while its rows come in, to the same bytes as <see cref="Resampler.Resize"/> gives for the upright picture, keeping only
/// the rows that the filter looks at.</summary>
/// <param name="width">columns of the result, upright</param>
/// <param name="height">rows of the result, upright</param>
/// <param name="filter">the filter</param>
/// <remarks>The resampler goes along the upright picture's rows first, rounds, and then goes along its columns. Where a picture is stored on its side
/// the upright rows are the stored columns, so these come first here. A stored direction that is mirrored takes the upright direction's weights
/// backwards.</remarks>
internal sealed class ResizedPicture(int width, int height, ResampleFilter filter) : PictureRows
{
    private byte[] _row = [], _result = [];
    private Action<ReadOnlySpan<byte>> _first = _ => { };
    private int _orientation, _resultWidth, _resultHeight, _filled;

    public override Span<byte> Row => _row;

    public override void Begin(int storedWidth, int storedHeight, int orientation)
    {
        var (isOnItsSide, areColumnsMirrored, areRowsMirrored) = Upright.Axes(orientation);
        _orientation = orientation;
        (_resultWidth, _resultHeight) = isOnItsSide ? (height, width) : (width, height);
        _row = new byte[3L * storedWidth];
        _result = new byte[3L * _resultWidth * _resultHeight];
        var across = Taps(storedWidth, _resultWidth, areColumnsMirrored);
        var down = Taps(storedHeight, _resultHeight, areRowsMirrored);
        _first = isOnItsSide ? Down(down, 3 * storedWidth, storedHeight, Across(across, Keep))
            : Across(across, Down(down, 3 * _resultWidth, storedHeight, Keep));
    }

    public override void Next() => _first(_row);

    public override RgbImage Finish() => Upright.Orient(new RgbImage(_resultWidth, _resultHeight, _result), _orientation);

    // As in the resampler, a direction whose size does not change is left alone.
    private ResampleTaps? Taps(int from, int to, bool isMirrored)
    {
        var weights = from == to ? null : ResampleWeights.Compute(from, to, filter);
        return weights is null ? null : new ResampleTaps(isMirrored ? weights.Mirrored(from) : weights);
    }

    private static Action<ReadOnlySpan<byte>> Across(ResampleTaps? taps, Action<ReadOnlySpan<byte>> next)
    {
        if (taps is null)
        {
            return next;
        }

        byte[] target = new byte[3 * taps.Count];
        return row =>
        {
            Resampler.WeighColumns(row, taps, target);
            next(target);
        };
    }

    private static Action<ReadOnlySpan<byte>> Down(ResampleTaps? taps, int rowBytes, int rows, Action<ReadOnlySpan<byte>> next) =>
        taps is null ? next : new RowWindow(taps, rowBytes, rows, next).Add;

    private void Keep(ReadOnlySpan<byte> row) => row.CopyTo(_result.AsSpan(row.Length * _filled++));

    /// <summary>The last rows that came in, one after another in one array, until the filter has passed them.</summary>
    private sealed class RowWindow
    {
        private readonly ResampleTaps _taps;
        private readonly Action<ReadOnlySpan<byte>> _next;
        private readonly byte[] _rows, _target;
        private int _start, _held, _done;   // the first row's number, how many there are, how many rows of the result are done

        public RowWindow(ResampleTaps taps, int rowBytes, int rows, Action<ReadOnlySpan<byte>> next)
        {
            (_taps, _next) = (taps, next);
            _target = new byte[rowBytes];
            _rows = new byte[(long)rowBytes * Math.Min(2L * taps.Longest, rows)];   // twice, so that rows move up rarely
        }

        public void Add(ReadOnlySpan<byte> row)
        {
            if ((long)(_held + 1) * row.Length > _rows.Length)
            {
                MoveUp();
            }

            row.CopyTo(_rows.AsSpan(row.Length * _held++));
            while (_done < _taps.Count && _taps.First[_done] + _taps.Of(_done).Length <= _start + _held)
            {
                var taps = _taps.Of(_done);
                Resampler.WeighRows(_rows.AsSpan((_taps.First[_done] - _start) * row.Length, taps.Length * row.Length), taps, _target);
                _next(_target);
                _done++;
            }
        }

        // First positions never decrease, so rows before the next result's are not looked at again.
        private void MoveUp()
        {
            int passed = (_done < _taps.Count ? _taps.First[_done] : _start + _held) - _start;
            _rows.AsSpan(passed * _target.Length, (_held - passed) * _target.Length).CopyTo(_rows);
            (_start, _held) = (_start + passed, _held - passed);
        }
    }
}
