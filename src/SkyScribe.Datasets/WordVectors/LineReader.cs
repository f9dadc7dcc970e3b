namespace SkyScribe.Datasets.WordVectors;

/// <summary>Reads a stream line by line in bytes, or so many bytes; a line longer than the bound is given as its first bound + 1 bytes, and no more
/// is read.</summary>
internal sealed class LineReader(Stream stream, int maximumLength)
{
    private readonly byte[] _buffer = new byte[Math.Max(maximumLength + 1, 1 << 16)];
    private int _start;
    private int _end;
    private bool _finished;

    /// <summary>Bytes that were read.</summary>
    public long Total { get; private set; }

    /// <summary>The next line without its line feed; false at the end. The bytes are valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                return true;
            }

            searched = _end - _start;
            if (_finished || searched > maximumLength)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                return line.Length > 0;
            }

            Fill();
        }
    }

    /// <summary>The next bytes, which stay to be read; fewer where the stream ends.</summary>
    /// <param name="count">how many, at most the bound</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && !_finished)
        {
            Fill();
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Leaves out bytes that were looked at.</summary>
    public void Skip(int count) => _start += count;

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        Total += read;
        _finished = read == 0;
    }
}
