namespace SkyScribe.Metrics.Meteor;

/// <summary>A canonical Huffman code: the code words follow from their lengths, which is all that a file stores.</summary>
internal sealed class PhraseCode
{
    /// <summary>The longest code word in bits.</summary>
    public const int MaximumLength = 24;

    // Code words up to this length are found by one look into a table.
    private const int TableBits = 10;

    private readonly int[] _symbols;
    private readonly int[] _firstCode = new int[MaximumLength + 2];
    private readonly int[] _firstIndex = new int[MaximumLength + 2];
    private readonly int[] _countOf = new int[MaximumLength + 2];
    private readonly int[] _table;

    /// <summary>Makes the code of some lengths.</summary>
    /// <param name="lengths">For each symbol its code word's length, 0 for a symbol that does not occur.</param>
    /// <exception cref="InvalidDataException">The lengths are not those of a prefix code.</exception>
    public PhraseCode(ReadOnlySpan<byte> lengths)
    {
        foreach (byte length in lengths)
        {
            if (length > MaximumLength)
            {
                throw new InvalidDataException($"a code word of {length} bits, expected at most {MaximumLength}");
            }

            _countOf[length]++;
        }

        _countOf[0] = 0;
        long code = 0;
        int index = 0;
        for (int length = 1; length <= MaximumLength; length++)
        {
            code <<= 1;
            (_firstCode[length], _firstIndex[length]) = ((int)code, index);
            code += _countOf[length];
            index += _countOf[length];
            if (code > 1L << length)
            {
                throw new InvalidDataException("code lengths that are no prefix code");
            }
        }

        _symbols = new int[index];
        Words = new int[lengths.Length];
        int[] next = [.. _firstIndex];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] > 0)
            {
                int at = next[lengths[symbol]]++;
                _symbols[at] = symbol;
                Words[symbol] = _firstCode[lengths[symbol]] + at - _firstIndex[lengths[symbol]];
            }
        }

        _table = Table(lengths);
    }

    /// <summary>For each symbol its code word.</summary>
    public int[] Words { get; }

    /// <summary>Reads one symbol.</summary>
    /// <exception cref="InvalidDataException">The bits are no code word.</exception>
    public int Read(ref PhraseBits bits)
    {
        uint next = bits.Peek(MaximumLength);
        int entry = _table[next >> (MaximumLength - TableBits)];
        if (entry != 0)
        {
            bits.Skip(entry & 31);
            return entry >> 5;
        }

        for (int length = TableBits + 1; length <= MaximumLength; length++)
        {
            int offset = (int)(next >> (MaximumLength - length)) - _firstCode[length];
            if (offset >= 0 && offset < _countOf[length])
            {
                bits.Skip(length);
                return _symbols[_firstIndex[length] + offset];
            }
        }

        throw new InvalidDataException("bits that are no code word");
    }

    private int[] Table(ReadOnlySpan<byte> lengths)
    {
        int[] table = new int[1 << TableBits];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length is > 0 and <= TableBits)
            {
                table.AsSpan(Words[symbol] << (TableBits - length), 1 << (TableBits - length)).Fill((symbol << 5) | length);
            }
        }

        return table;
    }
}
