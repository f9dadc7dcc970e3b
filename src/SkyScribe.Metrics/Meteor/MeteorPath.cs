namespace SkyScribe.Metrics.Meteor;

/// <summary>A partial alignment of METEOR's beam search, from the reference's first word up to some word.</summary>
internal sealed class MeteorPath
{
    // The search weighs an inexact match half. Kept from METEOR: the sums are whole numbers, cut off after each addition.
    private static readonly double[] Weights = [1, 0.5, 0.5, 0.5];

    private readonly bool[] _usedCandidate;
    private int _candidateMatches;
    private int _referenceMatches;
    private int _chunks;
    private int _distance;
    private int _lastEnd = -1;

    public MeteorPath(int candidateLength, int referenceLength)
    {
        _usedCandidate = new bool[candidateLength];
        UsedReference = new bool[referenceLength];
        Chosen = new MeteorMatch?[referenceLength];
    }

    private MeteorPath(MeteorPath other)
    {
        _usedCandidate = [.. other._usedCandidate];
        UsedReference = [.. other.UsedReference];
        Chosen = [.. other.Chosen];
        (_candidateMatches, _referenceMatches, _chunks, _distance) =
            (other._candidateMatches, other._referenceMatches, other._chunks, other._distance);
        (_lastEnd, Position) = (other._lastEnd, other.Position);
    }

    /// <summary>For each word of the reference the match that starts there.</summary>
    public MeteorMatch?[] Chosen { get; }

    /// <summary>Words of the reference that a match covers.</summary>
    public bool[] UsedReference { get; }

    /// <summary>The next word of the reference.</summary>
    public int Position { get; private set; }

    /// <summary>More words matched is better, then fewer chunks, then a shorter distance.</summary>
    public static int Compare(MeteorPath left, MeteorPath right)
    {
        int matches = (right._candidateMatches + right._referenceMatches).CompareTo(left._candidateMatches + left._referenceMatches);
        int chunks = matches != 0 ? matches : left._chunks.CompareTo(right._chunks);
        return chunks != 0 ? chunks : left._distance.CompareTo(right._distance);
    }

    /// <summary>Takes a match before the search starts.</summary>
    public void Fix(MeteorMatch match)
    {
        Use(match);
        Chosen[match.Reference] = match;
    }

    public bool CanTake(MeteorMatch match) =>
        !_usedCandidate.AsSpan(match.Candidate, match.CandidateLength).Contains(true)
        && !UsedReference.AsSpan(match.Reference, match.ReferenceLength).Contains(true);

    /// <summary>A copy that takes a match at the current word.</summary>
    /// <remarks>Kept from METEOR: the distance is added to the path that was copied, and so to those made from it later.</remarks>
    public MeteorPath Taking(MeteorMatch match)
    {
        var path = new MeteorPath(this);
        path.Use(match);
        path.Chosen[match.Reference] = match;
        path.Pass(match);
        _distance += Math.Abs(match.Reference - match.Candidate);
        return path;
    }

    /// <summary>Goes past the fixed match that starts at the current word, if there is one.</summary>
    public bool PassFixed()
    {
        if (Chosen[Position] is not { } match)
        {
            return false;
        }

        Pass(match);
        _distance += Math.Abs(match.Reference - match.Candidate);
        return true;
    }

    /// <summary>Leaves the current word without a match.</summary>
    public void Skip()
    {
        EndChunk();
        _lastEnd = -1;
        Position++;
    }

    /// <summary>Ends the chunk that is open.</summary>
    public void EndChunk() => _chunks += _lastEnd >= 0 ? 1 : 0;

    private void Pass(MeteorMatch match)
    {
        double weight = Weights[(int)match.Module];
        _candidateMatches = (int)(_candidateMatches + (match.CandidateLength * weight));
        _referenceMatches = (int)(_referenceMatches + (match.ReferenceLength * weight));
        if (_lastEnd != match.Candidate)
        {
            EndChunk();
        }

        _lastEnd = match.Candidate + match.CandidateLength;
        Position = match.Reference + match.ReferenceLength;
    }

    private void Use(MeteorMatch match)
    {
        _usedCandidate.AsSpan(match.Candidate, match.CandidateLength).Fill(true);
        UsedReference.AsSpan(match.Reference, match.ReferenceLength).Fill(true);
    }
}
