using System.Numerics;
using System.Runtime.InteropServices;

namespace SkyScribe.Decoding;

/// <summary>The partial and the finished captions of one image, both best first. After its making, only a caption that ends takes memory.</summary>
internal sealed class Beam
{
    // Far more than float32 rounds a sum of log-probabilities: what is below by more cannot win, what is not is compared exactly.
    private const double Doubt = 1e-3;

    private readonly SpecialWords _special;
    private readonly int _width;
    private readonly int _wanted, _needed;
    private readonly int _maxWords;
    private readonly List<(Hypothesis Caption, double Guide)> _finished = [];
    private readonly Continuation[] _best;
    private readonly bool[] _ended;
    private Rows _rows, _next;
    private int _live = 1, _length, _chosen;
    private bool _closed;

    public Beam(int image, SpecialWords special, DecodingOptions options)
    {
        (_special, _width, _wanted, _maxWords) = (special, options.BeamSize, 1 + options.Alternatives, options.MaxWords);
        _needed = options.Count > 1 ? _width : _wanted;   // another group may have found the best ones
        (_best, _ended) = (new Continuation[_width + 1], new bool[_width]);
        (_rows, _next) = (new Rows(_width, _maxWords), new Rows(_width, _maxWords));
        _rows.BatchRow[0] = image;
    }

    /// <summary>Adds the live rows to the next step's batch.</summary>
    public void Enqueue(StepperBatch batch)
    {
        for (int row = 0; !_closed && row < _live; row++)
        {
            _rows.BatchRow[row] = batch.Add(_rows.BatchRow[row], _length > 0 ? _rows.Words[row * _maxWords + _length - 1] : _special.Begin);
        }
    }

    /// <summary>Replaces the live rows by their best continuations; moves those that ended to the finished.</summary>
    /// <param name="batch">The step that was run with these rows.</param>
    /// <param name="mayGrow">False at the last step: captions may end but get no further word.</param>
    /// <param name="taken">The words that the groups before this one chose at this step; gets this one's.</param>
    public void Advance(StepperBatch batch, bool mayGrow, TakenWords taken)
    {
        if (_closed)
        {
            return;
        }

        ChooseContinuations(batch, _width - _finished.Count, taken);
        if (_chosen == 0)
        {
            // Nothing has a probability above 0: the rows stay as they are, unfinished.
            _closed = true;
            return;
        }

        int grown = 0;
        Array.Clear(_ended);
        foreach (ref readonly Continuation continuation in _best.AsSpan(0, _chosen))
        {
            if (continuation.Word == _special.End)
            {
                _ended[continuation.Rank] = true;
                Finish(new Hypothesis(WordsOf(continuation.Rank), continuation.Score, Finished: true), continuation.Guide);
            }
            else if (mayGrow)
            {
                _next.Take(grown, _rows, continuation.Rank, _maxWords, _length);
                _next.Words[grown * _maxWords + _length] = continuation.Word;
                _next.Score[grown] = continuation.Score;
                _next.Guide[grown++] = continuation.Guide;
                taken.Add(continuation.Word);   // never the end: with a penalty on it captions would only become longer
            }
        }

        if (!mayGrow)
        {
            for (int row = 0; row < _live; row++)
            {
                if (!_ended[row])
                {
                    _next.Take(grown++, _rows, row, _maxWords, _length);
                }
            }
        }

        (_rows, _next) = (_next, _rows);
        _live = grown;
        _length += mayGrow ? 1 : 0;

        // Scores only fall, so once as many captions as are needed beat the best live row, no other can come before them.
        _closed = _live == 0 || (_finished.Count >= _needed && _finished[_needed - 1].Guide >= _rows.Guide[0]);
    }

    /// <summary>The captions to return; at least one.</summary>
    public IReadOnlyList<Hypothesis> Best() => [.. All().Take(_wanted)];

    /// <summary>All captions, best first.</summary>
    public IEnumerable<Hypothesis> All() => _finished.Select(finished => finished.Caption)
        .Concat(Enumerable.Range(0, _live).Select(row => new Hypothesis(WordsOf(row), _rows.Score[row], Finished: false)));

    private int[] WordsOf(int row) => _rows.Words.AsSpan(row * _maxWords, _length).ToArray();

    private void ChooseContinuations(StepperBatch batch, int count, TakenWords taken)
    {
        _chosen = 0;
        for (int rank = 0; rank < _live; rank++)
        {
            double guide = _rows.Guide[rank];
            ReadOnlySpan<float> logProbabilities = batch[_rows.BatchRow[rank]];
            var blocks = MemoryMarshal.Cast<float, Vector<float>>(logProbabilities);
            for (int block = 0; block < blocks.Length; block++)
            {
                // Almost no word can enter once the list is full: a vector of them is dismissed at once.
                if (_chosen < count || Vector.GreaterThanAny(blocks[block], new Vector<float>((float)(_best[_chosen - 1].Guide - guide - Doubt))))
                {
                    int first = block * Vector<float>.Count;
                    Offer(rank, logProbabilities.Slice(first, Vector<float>.Count), first, count, taken);
                }
            }

            int rest = blocks.Length * Vector<float>.Count;
            Offer(rank, logProbabilities[rest..], rest, count, taken);
        }
    }

    private void Offer(int rank, ReadOnlySpan<float> logProbabilities, int firstWord, int count, TakenWords taken)
    {
        double guide = _rows.Guide[rank];
        for (int i = 0; i < logProbabilities.Length; i++)
        {
            double logProbability = Math.Min(0, logProbabilities[i]), total = guide + logProbability;
            if (Enters(total, count) && !_special.IsSuppressed(firstWord + i))
            {
                total -= taken.PenaltyOf(firstWord + i);
                if (Enters(total, count))
                {
                    Insert(new Continuation(rank, firstWord + i, _rows.Score[rank] + logProbability, total), count);
                }
            }
        }
    }

    private bool Enters(double total, int count) => _chosen < count ? total > double.NegativeInfinity : total > _best[_chosen - 1].Guide;

    /// <summary>Inserts behind its equals: rows and words come in rank and id order, so ties go to the lower rank, then to the lower id.</summary>
    private void Insert(Continuation continuation, int count)
    {
        int at = _chosen;
        while (at > 0 && _best[at - 1].Guide < continuation.Guide)
        {
            _best[at] = _best[at - 1];
            at--;
        }

        _best[at] = continuation;
        _chosen = Math.Min(_chosen + 1, count);
    }

    private void Finish(Hypothesis caption, double guide)
    {
        int at = _finished.Count;
        while (at > 0 && _finished[at - 1].Guide < guide)
        {
            at--;
        }

        _finished.Insert(at, (caption, guide));
    }

    /// <param name="Words">The words so far, a row after the other.</param>
    /// <param name="Score">The sum of their log-probabilities.</param>
    /// <param name="Guide">The same less the penalties for words that other groups chose: what rows are ordered by.</param>
    /// <param name="BatchRow">Its row in the last step, which the next step continues.</param>
    private readonly record struct Rows(int[] Words, double[] Score, double[] Guide, int[] BatchRow)
    {
        public Rows(int width, int maxWords)
            : this(new int[width * maxWords], new double[width], new double[width], new int[width])
        {
        }

        public void Take(int to, Rows source, int from, int maxWords, int length)
        {
            source.Words.AsSpan(from * maxWords, length).CopyTo(Words.AsSpan(to * maxWords));
            (Score[to], Guide[to], BatchRow[to]) = (source.Score[from], source.Guide[from], source.BatchRow[from]);
        }
    }

    /// <param name="Rank">The index, among the live rows, of the row that it continues.</param>
    /// <param name="Word">The next word.</param>
    /// <param name="Score">The sum of the log-probabilities with it.</param>
    /// <param name="Guide">The same less the penalties.</param>
    private readonly record struct Continuation(int Rank, int Word, double Score, double Guide);
}
