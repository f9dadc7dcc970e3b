namespace SkyScribe.Decoding;

/// <summary>The partial and the finished captions of one image, both best first.</summary>
internal sealed class Beam
{
    private readonly SpecialWords _special;
    private readonly int _width;
    private readonly int _wanted;
    private readonly List<Hypothesis> _finished = [];
    private List<Row> _live;
    private bool _closed;

    public Beam(int image, SpecialWords special, DecodingOptions options)
    {
        (_special, _width, _wanted) = (special, options.BeamSize, 1 + options.Alternatives);
        _live = [new Row([], 0, image)];
    }

    /// <summary>Adds the live rows to the next step's batch.</summary>
    public void Enqueue(StepperBatch batch)
    {
        if (!_closed)
        {
            for (int i = 0; i < _live.Count; i++)
            {
                Row row = _live[i];
                _live[i] = row with { BatchRow = batch.Add(row.BatchRow, row.Words is [.., int last] ? last : _special.Begin) };
            }
        }
    }

    /// <summary>Replaces the live rows by their best continuations; moves those that ended to the finished.</summary>
    /// <param name="batch">The step that was run with these rows.</param>
    /// <param name="mayGrow">False at the last step: captions may end but get no further word.</param>
    public void Advance(StepperBatch batch, bool mayGrow)
    {
        if (_closed)
        {
            return;
        }

        List<Continuation> chosen = BestContinuations(batch, _width - _finished.Count);
        if (chosen.Count == 0)
        {
            // Nothing has a probability above 0: the rows stay as they are, unfinished.
            _closed = true;
            return;
        }

        var next = new List<Row>(chosen.Count);
        var ended = new HashSet<int>();
        foreach (Continuation continuation in chosen)
        {
            Row parent = _live[continuation.Rank];
            if (continuation.Word == _special.End)
            {
                ended.Add(continuation.Rank);
                Finish(new Hypothesis(parent.Words, continuation.Score, Finished: true));
            }
            else
            {
                next.Add(new Row([.. parent.Words, continuation.Word], continuation.Score, parent.BatchRow));
            }
        }

        _live = mayGrow ? next : [.. _live.Where((_, rank) => !ended.Contains(rank))];

        // Scores only fall, so once as many captions as are wanted beat the best live row, no other can come before them.
        _closed = _live.Count == 0 || (_finished.Count >= _wanted && _finished[_wanted - 1].LogProbability >= _live[0].Score);
    }

    /// <summary>The captions to return; at least one.</summary>
    public IReadOnlyList<Hypothesis> Best() =>
        [.. _finished.Concat(_live.Select(row => new Hypothesis(row.Words, row.Score, Finished: false))).Take(_wanted)];

    private List<Continuation> BestContinuations(StepperBatch batch, int count)
    {
        var best = new List<Continuation>(count + 1);
        for (int rank = 0; rank < _live.Count; rank++)
        {
            double score = _live[rank].Score;
            ReadOnlySpan<float> logProbabilities = batch[_live[rank].BatchRow];
            for (int word = 0; word < logProbabilities.Length; word++)
            {
                double total = score + Math.Min(0, logProbabilities[word]);
                bool enters = best.Count < count ? total > double.NegativeInfinity : total > best[^1].Score;
                if (enters && !_special.IsSuppressed(word))
                {
                    Insert(best, new Continuation(rank, word, total), count);
                }
            }
        }

        return best;
    }

    /// <summary>Inserts behind its equals: rows and words come in rank and id order, so ties go to the lower rank, then to the lower id.</summary>
    private static void Insert(List<Continuation> best, Continuation continuation, int count)
    {
        int at = best.Count;
        while (at > 0 && best[at - 1].Score < continuation.Score)
        {
            at--;
        }

        best.Insert(at, continuation);
        if (best.Count > count)
        {
            best.RemoveAt(count);
        }
    }

    private void Finish(Hypothesis hypothesis)
    {
        int at = _finished.Count;
        while (at > 0 && _finished[at - 1].LogProbability < hypothesis.LogProbability)
        {
            at--;
        }

        _finished.Insert(at, hypothesis);
    }

    /// <param name="Words">The words so far.</param>
    /// <param name="Score">The sum of their log-probabilities.</param>
    /// <param name="BatchRow">Its row in the last step, which the next step continues.</param>
    private readonly record struct Row(int[] Words, double Score, int BatchRow);

    /// <param name="Rank">The index, among the live rows, of the row that it continues.</param>
    /// <param name="Word">The next word.</param>
    /// <param name="Score">The sum of the log-probabilities with it.</param>
    private readonly record struct Continuation(int Rank, int Word, double Score);
}
